/**
 * Addresses at which Microsoft's notifications come in, on the gateway's own port. Each has a path of its own that nobody
 * can guess and that stays the same over restarts, made from the secret of the installation: a subscription that a process
 * before this one left is thus still delivered, or can be told to be ours.
 */
import { createHmac } from 'node:crypto';
import type { SystemId, TenantId } from '@lamplight/domain';
import type { InletAnswer, InletRequest, NotificationInlet } from '@lamplight/teams-adapter';

export const NOTIFICATIONS_PATH = '/teams/notifications';

export class Inlets {
  readonly #publicUrl: string;
  readonly #secret: Uint8Array;
  readonly #open = new Map<string, (request: InletRequest) => InletAnswer>();

  /** @param publicUrl under which the internet reaches this gateway, https, without a path */
  constructor(publicUrl: string, secret: Uint8Array) {
    this.#publicUrl = publicUrl;
    this.#secret = secret;
  }

  of(tenantId: TenantId, systemId: SystemId): NotificationInlet {
    return {
      open: (name, receive) => {
        const path = this.#pathOf([tenantId, systemId, name]);
        this.#open.set(path, receive);
        return {
          notificationUrl: `${this.#publicUrl}${NOTIFICATIONS_PATH}/${path}`,
          close: () => {
            if (this.#open.get(path) === receive) {
              this.#open.delete(path);
            }
          },
        };
      },
    };
  }

  isOpen(path: string): boolean {
    return this.#open.has(path);
  }

  /** Undefined: nobody listens there. */
  receive(path: string, request: InletRequest): InletAnswer | undefined {
    return this.#open.get(path)?.(request);
  }

  #pathOf(parts: readonly string[]): string {
    return createHmac('sha256', this.#secret)
      .update(JSON.stringify(['teams notifications', ...parts]))
      .digest('base64url');
  }
}
