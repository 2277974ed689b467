/**
 * `validationTokens` of a rich notification: one token for each app and tenant in it. Source: Graph, "Set up change
 * notifications that include resource data"; lifetime as in its example.
 */
import type { Clock, Random } from '@lamplight/runtime';
import { SigningKey, type SigningKeys } from '../entra/signing-key.ts';
import type { Switches } from '../switches/switches.ts';

/** The client id of the Microsoft Graph Change Tracking service. */
export const CHANGE_TRACKING_APP = '0bf30f3b-4a52-48df-9a82-234910c4a086';
/** Somebody else: for tokens that are to be refused. */
const STRANGER = '00000000-0000-4000-8000-00000000beef';
const LIFE_S = 86_400;

export class ValidationTokens {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #keys: SigningKeys;
  /** Made when it is first needed. */
  readonly #foreignKey = new SigningKey();

  constructor(clock: Clock, random: Random, keys: SigningKeys) {
    this.#clock = clock;
    this.#random = random;
    this.#keys = keys;
  }

  /** A token as the switches have it. */
  issue(appId: string, tenantId: string, switches: Switches): string {
    const { validationTokens: kind, validationTokenVersion: version } = switches;
    const issuedAt = Math.floor(this.#clock.now() / 1000) - (kind === 'expired' ? 2 * LIFE_S : 0);
    const publisher = kind === 'wrongPublisher' ? STRANGER : CHANGE_TRACKING_APP;
    const claims = {
      aud: kind === 'wrongAudience' ? STRANGER : appId,
      iss:
        version === '2.0'
          ? `https://login.microsoftonline.com/${tenantId}/v2.0`
          : `https://sts.windows.net/${tenantId}/`,
      iat: issuedAt,
      nbf: issuedAt,
      exp: issuedAt + LIFE_S,
      ...(version === '2.0' ? { azp: publisher, azpacr: '2' } : { appid: publisher, appidacr: '2' }),
      oid: CHANGE_TRACKING_APP,
      sub: CHANGE_TRACKING_APP,
      tid: tenantId,
      uti: Buffer.from(this.#random.bytes(16)).toString('base64url'),
      ver: version,
    };
    return kind === 'wrongKey' ? this.#keys.sign(claims, this.#foreignKey) : this.#keys.sign(claims);
  }
}
