/** The option of a command that changes something which was looked at before. */
export interface RevisionOption {
  readonly revision?: number;
}

/**
 * Against which state a change is made: the one that was looked at (`--revision`), else the one that was just read. Nobody
 * who changes the same in between is overwritten.
 */
export function ifMatchOf(options: RevisionOption, etag: string | undefined): { readonly ifMatch?: string } {
  const ifMatch = options.revision === undefined ? etag : `"${options.revision}"`;
  return ifMatch === undefined ? {} : { ifMatch };
}
