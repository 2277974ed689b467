import type { Clock, Random } from '@lamplight/runtime';
import jsonwebtoken from 'jsonwebtoken';
import { z } from 'zod';
import type { App, Consent } from '../directory/app.ts';
import type { Person, Tenant } from '../directory/directory.ts';
import { CLOUD_FEATURES } from '../switches/clouds.ts';
import type { SwitchBoard } from '../switches/switch-board.ts';
import { pairwiseSubject } from './pairwise-subject.ts';
import type { SigningKeys } from './signing-key.ts';

/** Lifetimes are drawn evenly from 60 to 90 minutes. Source: Entra, configurable-token-lifetimes. */
const SHORTEST_LIFE_S = 3600;
const LIFE_SPREAD_S = 1800;

/** Signatures already checked: asking Graph a thousand times with one token costs one verification. */
const REMEMBERED_TOKENS = 1000;

const claimsSchema = z.object({
  aud: z.string(),
  appid: z.string(),
  tid: z.string(),
  oid: z.string(),
  roles: z.array(z.string()).default([]),
  /** Delegated tokens only: names divided by spaces. */
  scp: z.string().optional(),
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
  /** When the token ends, wall time in milliseconds. */
  readonly expiresAt: number;
}

export type TokenCheck =
  | { readonly kind: 'valid'; readonly caller: Caller }
  | { readonly kind: 'invalid'; readonly reason: 'malformed' | 'signature' | 'expired' | 'audience' };

/** Signs and checks access tokens for Graph: JWTs of version 1.0, as Entra issues them for Graph. */
export class AccessTokens {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #keys: SigningKeys;
  readonly #switches: SwitchBoard;
  readonly #checked = new Map<string, z.output<typeof claimsSchema>>();

  constructor(clock: Clock, random: Random, keys: SigningKeys, switches: SwitchBoard) {
    this.#clock = clock;
    this.#random = random;
    this.#keys = keys;
    this.#switches = switches;
  }

  /** The resource that tokens are good for: the Graph of the cloud. */
  get graph(): string {
    return CLOUD_FEATURES[this.#switches.current.cloud].graph;
  }

  /** A token for an app in a tenant. Without granted roles it has no `roles` claim: Graph refuses it, not Entra. */
  issue(app: App, tenant: Tenant, consent: Consent): IssuedToken {
    return this.#issue(app, tenant, {
      idtyp: 'app',
      oid: consent.objectId,
      sub: consent.objectId,
      ...(consent.roles.length === 0 ? {} : { roles: consent.roles }),
    });
  }

  /** A token for an app that acts for a person. @param verified whether the person did more than give a password. */
  issueDelegated(
    app: App,
    tenant: Tenant,
    person: Person,
    scopes: readonly string[],
    verified: boolean = false,
  ): IssuedToken {
    return this.#issue(app, tenant, {
      acr: '1',
      amr: verified ? ['pwd', 'mfa'] : ['pwd'],
      idtyp: 'user',
      name: person.displayName,
      oid: person.id,
      scp: scopes.join(' '),
      sub: pairwiseSubject(this.graph, person.id),
      unique_name: person.userPrincipalName,
      upn: person.userPrincipalName,
    });
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
    if (claims.aud !== this.graph) {
      return { kind: 'invalid', reason: 'audience' };
    }
    if (known === undefined) {
      this.#remember(token, claims);
    }
    const delegated = claims.scp === undefined ? null : { userId: claims.oid, scopes: claims.scp.split(' ') };
    return {
      kind: 'valid',
      caller: {
        appId: claims.appid,
        tenantId: claims.tid,
        roles: claims.roles,
        delegated,
        expiresAt: claims.exp * 1000,
      },
    };
  }

  #issue(app: App, tenant: Tenant, subject: Readonly<Record<string, unknown>>): IssuedToken {
    const now = Math.floor(this.#clock.now() / 1000);
    const expiresInS = SHORTEST_LIFE_S + Math.floor(LIFE_SPREAD_S * this.#random.next());
    const token = this.#keys.sign({
      aud: this.graph,
      iss: `https://sts.windows.net/${tenant.id}/`,
      iat: now,
      nbf: now,
      exp: now + expiresInS,
      app_displayname: app.displayName,
      appid: app.appId,
      tid: tenant.id,
      uti: Buffer.from(this.#random.bytes(16)).toString('base64url'),
      ver: '1.0',
      ...subject,
    });
    return { token, expiresInS };
  }

  #verify(token: string): z.output<typeof claimsSchema> | 'malformed' | 'signature' {
    const decoded = jsonwebtoken.decode(token, { complete: true });
    if (decoded === null) {
      return 'malformed';
    }
    const key = this.#keys.find(decoded.header.kid ?? '');
    if (key === undefined) {
      return 'signature';
    }
    try {
      const options = { algorithms: ['RS256' as const], ignoreExpiration: true, ignoreNotBefore: true };
      const parsed = claimsSchema.safeParse(jsonwebtoken.verify(token, key.publicKey, options));
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
