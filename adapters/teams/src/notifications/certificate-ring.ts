/**
 * The certificates under which Graph encrypts what it notifies: one in use, and those before it for as long as
 * notifications made under them may still come. They are made here and live in memory only: a process that starts makes a
 * new one, and every subscription is created anew anyway. Source: Graph, change notifications with resource data (RSA of
 * 2048 to 4096 bits, self-signed will do; old ones appear for some time after a change).
 */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { type CertificatePair, type Clock, makeSelfSignedCertificate } from '@lamplight/runtime';

const DAY_MS = 86_400_000;
const VALID_DAYS = 90;
/** Long before its end, so that a rotation that fails has time. */
const ROTATE_AFTER_MS = 60 * DAY_MS;
/** Notifications are retried for hours; a subscription that could not be given the new one ends within an hour. */
const KEEP_RETIRED_MS = 2 * DAY_MS;

export interface ContentCertificate {
  readonly id: string;
  /** The certificate as base64 of its DER: the public half. */
  readonly certificate: string;
}

export type MakeCertificate = () => Promise<CertificatePair>;

interface Kept extends ContentCertificate {
  readonly key: KeyObject;
  readonly madeAt: number;
  retiredAt: number | null;
}

export class CertificateRing {
  readonly #clock: Clock;
  readonly #make: MakeCertificate;
  #kept: readonly Kept[] = [];

  constructor(clock: Clock, make: MakeCertificate = () => contentCertificate(clock)) {
    this.#clock = clock;
    this.#make = make;
  }

  /** The one in use; undefined before the first {@link rotate}. */
  get current(): ContentCertificate | undefined {
    return this.#kept[0];
  }

  /** When the one in use is to be replaced; monotonic ms. */
  get rotateAt(): number {
    const current = this.#kept[0];
    return current === undefined ? this.#clock.monotonic() : current.madeAt + ROTATE_AFTER_MS;
  }

  /** Makes the next one; those before it still decrypt for a while. */
  async rotate(): Promise<ContentCertificate> {
    const { certPem, keyPem } = await this.#make();
    const now = this.#clock.monotonic();
    const certificate = new X509Certificate(certPem);
    const next: Kept = {
      id: `lamplight-${certificate.fingerprint256.replaceAll(':', '').slice(0, 16).toLowerCase()}`,
      certificate: certificate.raw.toString('base64'),
      key: createPrivateKey(keyPem),
      madeAt: now,
      retiredAt: null,
    };
    for (const kept of this.#kept) {
      kept.retiredAt ??= now;
    }
    this.#kept = [next, ...this.#kept.filter(({ retiredAt }) => now - (retiredAt ?? now) < KEEP_RETIRED_MS)];
    return next;
  }

  certificateOf(id: string): ContentCertificate | undefined {
    return this.#find(id);
  }

  /** Undefined: not ours, or retired for too long. */
  keyOf(id: string): KeyObject | undefined {
    return this.#find(id)?.key;
  }

  #find(id: string): Kept | undefined {
    const kept = this.#kept.find((candidate) => candidate.id === id);
    const retiredFor = this.#clock.monotonic() - (kept?.retiredAt ?? this.#clock.monotonic());
    return retiredFor < KEEP_RETIRED_MS ? kept : undefined;
  }
}

function contentCertificate(clock: Clock): Promise<CertificatePair> {
  return makeSelfSignedCertificate({
    commonName: 'notifications.lamplight.invalid',
    altNames: ['notifications.lamplight.invalid'],
    validDays: VALID_DAYS,
    clock,
    keyType: 'rsa',
  });
}
