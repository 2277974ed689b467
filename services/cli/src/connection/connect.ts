import type { AdminClient } from '@lamplight/admin-api';
import { createAdminClient } from '@lamplight/admin-api';
import { type Clock, createEgress, LamplightError, networkFailure } from '@lamplight/runtime';
import type { Target } from './target.ts';

/** The certificate that a gateway shows. */
export interface ShownCertificate {
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** An open way to a gateway. */
export interface Connection {
  readonly client: AdminClient;
  /**
   * Null: the way is not TLS.
   * @throws LamplightError `tls_untrusted`, `unreachable`, `timeout`
   */
  certificate(): Promise<ShownCertificate | null>;
  close(): Promise<void>;
}

export type Connect = (target: Target) => Connection;

/** Connects over the network. */
export function connector(clock: Clock): Connect {
  return (target) => {
    const egress = createEgress({ clock, caPem: target.caPem });
    const { hostname, port, protocol } = target.gateway;
    const host = hostname.replace(/^\[|\]$/g, '');
    return {
      client: createAdminClient({ gateway: target.gateway, key: target.key, fetch: egress.fetch }),
      certificate: async () => {
        if (protocol === 'http:') {
          return null;
        }
        const place = { host, port: Number(port) || 443 };
        try {
          const socket = await egress.tlsConnect(place.host, place.port);
          const expiresAt = Date.parse(socket.getPeerCertificate().valid_to);
          socket.destroy();
          return { expiresAt };
        } catch (failure) {
          throw networkFailure(failure, place);
        }
      },
      close: () => egress.close(),
    };
  };
}

/** What can be done about a failure, in the options of this program. */
const REMEDIES: ReadonlyMap<string, string> = new Map([
  ['tls_untrusted', 'Name the PEM of that CA with --ca FILE or LAMPLIGHT_CA.'],
  ['store_not_empty', 'Add --replace to say so.'],
]);

/** The failure with what can be done about it here. */
export function withRemedy(error: LamplightError): LamplightError {
  const remedy = REMEDIES.get(error.reason);
  return remedy === undefined
    ? error
    : new LamplightError(error.reason, `${error.message.replace(/\.?$/, '.')} ${remedy}`, { cause: error });
}
