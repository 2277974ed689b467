/** What every command is given: the gateway, the terminal, and whom and what the options name. */
import { type AdminClient, type CallerBody, routes, type TenantBody } from '@lamplight/admin-api';
import { type Clock, type Egress, LamplightError, type Random } from '@lamplight/runtime';
import type { Connect, Connection } from './connection/connect.ts';
import { retryingClient } from './connection/retrying-client.ts';
import { type GlobalOptions, namedTenant, readAuthorities, readTarget, type Target } from './connection/target.ts';
import { Printer } from './output/printer.ts';
import type { Terminal } from './output/terminal.ts';

export interface Modules {
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly random: Random;
  readonly connect: Connect;
  /** A way out for what asks no gateway. @param caPem authorities to trust besides those of the machine */
  readonly egress: (caPem: readonly string[]) => Egress;
  /** Calls `listener` when the user interrupts; without one the process ends. @returns how to stop it */
  readonly onInterrupt: (listener: () => void) => () => void;
}

export class Cli {
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly random: Random;
  readonly options: GlobalOptions;
  readonly printer: Printer;
  readonly #modules: Modules;
  #target: Target | undefined;
  #connection: Connection | undefined;
  #egress: Egress | undefined;
  #client: AdminClient | undefined;
  #caller: Promise<CallerBody> | undefined;
  #tenant: Promise<string> | undefined;
  /** What the process ends with when nothing failed; a command raises it when its answer is no. */
  exitCode = 0;

  constructor(modules: Modules, options: GlobalOptions) {
    this.terminal = modules.terminal;
    this.clock = modules.clock;
    this.random = modules.random;
    this.options = options;
    this.printer = new Printer(modules.terminal, options.json === true);
    this.#modules = modules;
  }

  /** Read at its first use, so that help and completion need neither key nor gateway. */
  get target(): Target {
    this.#target ??= readTarget(this.options, this.terminal.environment);
    return this.#target;
  }

  get connection(): Connection {
    this.#connection ??= this.#modules.connect(this.target);
    return this.#connection;
  }

  get client(): AdminClient {
    this.#client ??= retryingClient(this.connection.client, this);
    return this.#client;
  }

  /** Whose key is used. */
  caller(): Promise<CallerBody> {
    this.#caller ??= this.client.call(routes.keys.caller, {}).then(({ value }) => value);
    return this.#caller;
  }

  /**
   * The tenant that is named; else the key's own, else the only one.
   * @throws LamplightError `tenant_unknown` where there is none or there are several
   */
  tenant(): Promise<string> {
    this.#tenant ??= this.#findTenant();
    return this.#tenant;
  }

  /** The way out for what asks no gateway. @throws LamplightError `config_unreadable` for --ca */
  egress(): Egress {
    this.#egress ??= this.#modules.egress(readAuthorities(this.options, this.terminal.environment));
    return this.#egress;
  }

  /** Work that has something to put back when it is interrupted. */
  async interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const interrupt = new AbortController();
    const unlisten = this.#modules.onInterrupt(() =>
      interrupt.abort(new LamplightError('stopped', 'interrupted: what was begun has been put back')),
    );
    try {
      return await work(interrupt.signal);
    } finally {
      unlisten();
    }
  }

  async close(): Promise<void> {
    await this.#connection?.close();
    await this.#egress?.close();
  }

  async #findTenant(): Promise<string> {
    const named = namedTenant(this.options, this.terminal.environment);
    if (named !== undefined) {
      return named;
    }
    const { tenantId } = await this.caller();
    if (tenantId !== null) {
      return tenantId;
    }
    const { value } = await this.client.call(routes.tenants.list, { query: { limit: NAMED_TENANTS + 1 } });
    const [first, ...others] = value.items;
    if (first === undefined) {
      throw new LamplightError('tenant_unknown', 'there is no tenant yet: make one with "lamplight tenant create"');
    }
    if (others.length > 0) {
      throw new LamplightError(
        'tenant_unknown',
        `there are several tenants (${names(value.items)}): name one, --tenant ID`,
      );
    }
    return first.id;
  }
}

const NAMED_TENANTS = 5;

function names(tenants: readonly TenantBody[]): string {
  const shown = tenants.slice(0, NAMED_TENANTS).map(({ id }) => id);
  return [...shown, ...(tenants.length > NAMED_TENANTS ? ['…'] : [])].join(', ');
}
