import type { Feature } from '../permissions.ts';

/** What of a configuration decides it. */
export interface UsedFeatures {
  readonly readOnly: boolean;
  readonly directory: { readonly level: 'none' | 'basic' | 'full' };
  /** Undefined: there is no second registration for reads. */
  readonly reader?: unknown;
}

/** What the registrations of a tenant are used for: reading goes by the reading one where there is one. */
export function featuresOf(
  { readOnly, directory, reader }: UsedFeatures,
  role: 'writer' | 'reader',
): readonly Feature[] {
  if (role === 'reader') {
    return ['read'];
  }
  return [
    ...(reader === undefined ? ['read' as const] : []),
    ...(readOnly ? [] : ['write' as const]),
    ...(directory.level === 'none' ? [] : [`directory=${directory.level}` as const]),
  ];
}
