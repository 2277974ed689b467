import type { SystemId } from '@lamplight/domain';
import type { Versioned } from './shared.ts';

/** A secret that an adapter needs, without the secret. */
export interface CredentialRecord extends Versioned {
  readonly systemId: SystemId;
  /** Such as `clientSecret`, `certificateKey`. */
  readonly name: string;
  /** First 12 hexadecimal digits of the secret's keyed hash: tells two apart and gives nothing away. */
  readonly fingerprint: string;
  /** Wall time in ms; null: not known. */
  readonly expiresAt: number | null;
}

export interface CredentialsView {
  list(systemId: SystemId): Promise<readonly CredentialRecord[]>;
  /** The secret itself, opened. For adapters; no answer of an API carries it. */
  open(systemId: SystemId, name: string): Promise<string | undefined>;
}

export interface CredentialsChange extends CredentialsView {
  put(credential: {
    readonly systemId: SystemId;
    readonly name: string;
    readonly secret: string;
    readonly expiresAt: number | null;
  }): Promise<CredentialRecord>;
  remove(systemId: SystemId, name: string): Promise<void>;
}
