import type { Clock, Random } from '@lamplight/runtime';
import jsonwebtoken from 'jsonwebtoken';
import { z } from 'zod';
import type { App, Consent } from '../directory/app-registry.ts';
import type { Tenant } from '../directory/directory.ts';
import type { SigningKey } from './signing-key.ts';

export const GRAPH_AUDIENCE = 'https://graph.microsoft.com';

/** Lifetimes are drawn evenly from 60 to 90 minutes. Source: Entra, configurable-token-lifetimes. */
const SHORTEST_LIFE_S = 3600;
const LIFE_SPREAD_S = 1800;

/** Signatures already checked: asking Graph a thousand times with one token costs one verification. */
const REMEMBERED_TOKENS = 1000;

const claimsSchema = z.object({
  aud: z.string(),
  appid: z.string(),
  tid: z.string(),
  roles: z.array(z.string()).default([]),
  nbf: z.number(),
  exp: z.number(),
});

export interface IssuedToken {
  readonly token: string;
  readonly expiresInS: number;
}

/** Who calls Graph, as the token says. */
export interface Caller {
  readonly appId: string;
  readonly tenantId: string;
  /** Application permissions; empty for a delegated token. */
  readonly roles: readonly string[];
  /** The account that signed in, and what it and the app may do together; null: the app calls for itself. */
  readonly delegated: { readonly userId: string; readonly scopes: readonly string[] } | null;
}

export type TokenCheck =
  | { readonly kind: 'valid'; readonly caller: Caller }
  | { readonly kind: 'invalid'; readonly reason: 'malformed' | 'signature' | 'expired' | 'audience' };

/** Signs and checks application tokens for Graph: JWTs of version 1.0, as Entra issues them for Graph. */
export class AccessTokens {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #key: SigningKey;
  readonly #checked = new Map<string, z.output<typeof claimsSchema>>();

  constructor(clock: Clock, random: Random, key: SigningKey) {
    this.#clock = clock;
    this.#random = random;
    this.#key = key;
  }

  /** A token for an app in a tenant. Without granted roles it has no `roles` claim: Graph refuses it, not Entra. */
  issue(app: App, tenant: Tenant, consent: Consent): IssuedToken {
    const now = Math.floor(this.#clock.now() / 1000);
    const expiresInS = SHORTEST_LIFE_S + Math.floor(LIFE_SPREAD_S * this.#random.next());
    const claims = {
      aud: GRAPH_AUDIENCE,
      iss: `https://sts.windows.net/${tenant.id}/`,
      iat: now,
      nbf: now,
      exp: now + expiresInS,
      app_displayname: app.displayName,
      appid: app.appId,
      idtyp: 'app',
      oid: consent.objectId,
      sub: consent.objectId,
      tid: tenant.id,
      uti: Buffer.from(this.#random.bytes(16)).toString('base64url'),
      ver: '1.0',
      ...(consent.roles.length === 0 ? {} : { roles: consent.roles }),
    };
    const token = jsonwebtoken.sign(claims, this.#key.privateKey, { algorithm: 'RS256', keyid: this.#key.keyId });
    return { token, expiresInS };
  }

  check(token: string): TokenCheck {
    const known = this.#checked.get(token);
    const claims = known ?? this.#verify(token);
    if (typeof claims === 'string') {
      return { kind: 'invalid', reason: claims };
    }
    if (claims.exp * 1000 <= this.#clock.now()) {
      return { kind: 'invalid', reason: 'expired' };
    }
    if (claims.aud !== GRAPH_AUDIENCE) {
      return { kind: 'invalid', reason: 'audience' };
    }
    if (known === undefined) {
      this.#remember(token, claims);
    }
    return {
      kind: 'valid',
      caller: { appId: claims.appid, tenantId: claims.tid, roles: claims.roles, delegated: null },
    };
  }

  #verify(token: string): z.output<typeof claimsSchema> | 'malformed' | 'signature' {
    if (jsonwebtoken.decode(token) === null) {
      return 'malformed';
    }
    try {
      const options = { algorithms: ['RS256' as const], ignoreExpiration: true, ignoreNotBefore: true };
      const parsed = claimsSchema.safeParse(jsonwebtoken.verify(token, this.#key.publicKey, options));
      return parsed.success ? parsed.data : 'malformed';
    } catch {
      return 'signature';
    }
  }

  #remember(token: string, claims: z.output<typeof claimsSchema>): void {
    if (this.#checked.size >= REMEMBERED_TOKENS) {
      this.#checked.clear();
    }
    this.#checked.set(token, claims);
  }
}
