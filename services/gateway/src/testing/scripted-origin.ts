/** A directory that a test says page by page. */
import type { DirectoryOrigin, OriginPage, OriginPerson } from '@lamplight/adapter-kit';

export const SCRIPTED_REFRESH_MS = 3_600_000;

/** A page, or what happens before the next one. */
export type ScriptedStep = OriginPage | (() => Promise<unknown>);

export const idOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export function originPerson(n: number, given: Partial<OriginPerson> = {}): OriginPerson {
  const upn = { kind: 'upn', value: `p${n}@acme.example` } as const;
  return { anchor: idOf(n), kind: 'person', displayName: `P${n}`, department: '', addresses: [upn], ...given };
}

export const people = (numbers: readonly number[]): OriginPage => ({
  kind: 'people',
  people: numbers.map((n) => originPerson(n)),
});
export const gone = (numbers: readonly number[]): OriginPage => ({ kind: 'gone', anchors: numbers.map(idOf) });
export const end = (full: boolean, cursor = 'c'): OriginPage => ({ kind: 'end', full, cursor });
export const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Reads as the test says; without a word of it, nothing has changed. */
export class ScriptedOrigin implements DirectoryOrigin {
  readonly refreshMs = SCRIPTED_REFRESH_MS;
  readonly withoutNumbers = null;
  goesOn = true;
  readonly cursors: (string | null)[] = [];
  readonly reads: (readonly ScriptedStep[])[] = [];

  goesOnFrom(): boolean {
    return this.goesOn;
  }

  async *read(cursor: string | null, signal: AbortSignal): AsyncGenerator<OriginPage> {
    this.cursors.push(cursor);
    for (const step of this.reads.shift() ?? [end(false)]) {
      if (typeof step === 'function') {
        await step();
      } else if (!signal.aborted) {
        yield step;
      }
    }
  }
}
