/**
 * Idempotency keys: a change that is asked for twice with one key is made once, and answered twice alike. The answer is
 * kept in the transaction of the change, so that a crash between the two cannot part them. It may hold a secret, such as
 * a new key: it is sealed under the caller's own key, of which the store knows the hash only, and so is the hash that tells
 * two requests apart.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, type Hash, hkdfSync } from 'node:crypto';
import type { TenantId } from '@lamplight/domain';
import { LamplightError, type Random } from '@lamplight/runtime';
import type { KeptAnswer, StoreChange, StoreView } from '@lamplight/store';

export interface RenderedAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * The key that a request brought; undefined: none.
 * @throws LamplightError `request_invalid` for one of another form
 */
export function idempotencyKeyOf(header: string | string[] | undefined): string | undefined {
  if (header === undefined || (typeof header === 'string' && /^[\x21-\x7e]{1,128}$/.test(header))) {
    return header;
  }
  throw new LamplightError('request_invalid', 'Idempotency-Key is not as expected: 1 to 128 characters of ASCII');
}

export interface OnceOptions {
  readonly tenantId: TenantId;
  readonly keyId: string;
  /** What the caller came with: `ll_…`. */
  readonly callerKey: string;
  readonly idempotencyKey: string;
  /** Method, path, query and headers that matter; the body is added as it is read. */
  readonly request: readonly string[];
  readonly random: Random;
}

/** One request with an idempotency key. */
export class Once {
  readonly #options: OnceOptions;
  readonly #body: Hash = createHash('sha256');
  /** Set once an answer was found that was given before. */
  found: RenderedAnswer | undefined;

  constructor(options: OnceOptions) {
    this.#options = options;
  }

  /** Names what may not run twice at a time. */
  get name(): string {
    const { tenantId, keyId, idempotencyKey } = this.#options;
    return JSON.stringify([tenantId, keyId, idempotencyKey]);
  }

  addBody(chunk: Uint8Array): void {
    this.#body.update(chunk);
  }

  /** Looks for the answer that was given before. @throws LamplightError `idempotency_mismatch` */
  async look(view: StoreView): Promise<boolean> {
    const { tenantId, keyId, idempotencyKey } = this.#options;
    const kept = await view.tenant(tenantId).jobs.answer(keyId, idempotencyKey);
    if (kept === undefined) {
      return false;
    }
    if (kept.requestHash !== this.#requestHash()) {
      throw new LamplightError(
        'idempotency_mismatch',
        `Idempotency-Key ${idempotencyKey} was used for another request: use a new one for each`,
      );
    }
    this.found = { status: kept.status, headers: kept.headers, body: this.#opened(kept) };
    return true;
  }

  /** Keeps the answer with the change that it tells of. */
  async keep(change: StoreChange, { status, headers, body }: RenderedAnswer): Promise<void> {
    const { tenantId, keyId, idempotencyKey } = this.#options;
    const kept = { requestHash: this.#requestHash(), status, headers, body: this.#sealed(body) };
    await change.tenant(tenantId).jobs.keepAnswer(keyId, idempotencyKey, kept);
  }

  #requestHash(): string {
    const { callerKey, request } = this.#options;
    const said = JSON.stringify([...request, this.#body.copy().digest('hex')]);
    return createHmac('sha256', callerKey).update(said).digest('hex');
  }

  #sealingKey(): Uint8Array {
    const { callerKey, idempotencyKey } = this.#options;
    return new Uint8Array(hkdfSync('sha256', callerKey, idempotencyKey, 'lamplight kept answer', 32));
  }

  #sealed(body: string): string {
    const iv = this.#options.random.bytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.#sealingKey(), iv);
    const sealed = [cipher.update(body, 'utf8'), cipher.final()];
    return Buffer.concat([iv, cipher.getAuthTag(), ...sealed]).toString('base64url');
  }

  #opened({ body }: KeptAnswer): string {
    const bytes = Buffer.from(body, 'base64url');
    const decipher = createDecipheriv(CIPHER, this.#sealingKey(), bytes.subarray(0, IV_BYTES));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  }
}

/** Runs what has the same name one after another, so that a doubled request waits for the first one's answer. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  async take<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(name) ?? Promise.resolve();
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const turn = before.then(() => done);
    this.#last.set(name, turn);
    try {
      await before;
      return await work();
    } finally {
      resolve();
      if (this.#last.get(name) === turn) {
        this.#last.delete(name);
      }
    }
  }
}
