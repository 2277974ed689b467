/**
 * Where a sealed value stands. It is bound to its place: at another one it does not open, so that nobody with access to
 * the file can give one row the secret of another.
 */
export interface SealedPlace {
  readonly table: string;
  readonly column: string;
  /** The values of the row's primary key, in its order, the tenant's id first where there is one. */
  readonly row: readonly string[];
}

/** Seals what may not be read in the file. */
export interface Vault {
  /** Under the current key. Gives the envelope: text for the column. */
  seal(place: SealedPlace, plain: string): string;
  /** @throws LamplightError `store_key_wrong` for a key that is not in the ring, or an envelope that was altered or moved */
  open(place: SealedPlace, envelope: string): string;
  /** First 12 hexadecimal digits of a hash under a key of this installation: tells two apart and gives nothing away. */
  fingerprint(plain: string): string;
}
