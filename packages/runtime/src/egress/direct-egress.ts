import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { isIP, isIPv6, connect as netConnect, type Socket } from 'node:net';
import { createSecureContext, getCACertificates, type TLSSocket, connect as tlsConnect } from 'node:tls';
import { Agent, buildConnector } from 'undici';
import type { Clock } from '../clock/clock.ts';
import { systemClock } from '../clock/system-clock.ts';
import { LamplightError } from '../errors/lamplight-error.ts';
import type { ConnectOptions, Egress } from './egress.ts';
import { listenFailure } from './listen-failure.ts';
import { networkFailure, type Target } from './network-failure.ts';

const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;

export interface EgressOptions {
  /** Times the attempts to connect; default the machine's. */
  readonly clock?: Clock;
  /** Certificate authorities trusted beside those that Node trusts, each PEM; default none. */
  readonly caPem?: readonly string[];
}

/** An {@link Egress} that connects directly. */
export function createEgress(options: EgressOptions = {}): Egress {
  const { clock = systemClock(), caPem = [] } = options;
  const trusted = caPem.length === 0 ? undefined : [...getCACertificates('default'), ...caPem];
  // Made once: reading some 150 certificates takes milliseconds, which every connection would pay again.
  const secureContext = createSecureContext(trusted === undefined ? {} : { ca: trusted });
  const localAddresses = new Map<string, string>();
  const connect = buildConnector({ secureContext, timeout: DEFAULT_CONNECT_TIMEOUT_MS });
  const agent = new Agent({
    connect: (to, callback) =>
      connect(to, (...answer) => {
        const [, socket] = answer;
        if (socket?.localAddress !== undefined) {
          remember(localAddresses, to.hostname, socket.localAddress);
        }
        callback(...answer);
      }),
  });
  return Object.freeze<Egress>({
    fetch: async (input, init) => {
      try {
        // undici is kept at the major version inside Node, whose fetch takes its agents.
        return await globalThis.fetch(input, Object.assign({}, init, { dispatcher: agent }));
      } catch (failure) {
        const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
        throw signal?.aborted === true ? failure : networkFailure(failure, targetOf(input));
      }
    },
    grpc: Object.freeze({
      rootCertificates: trusted === undefined ? undefined : Buffer.from(trusted.join('\n')),
      channelOptions: Object.freeze({ 'grpc.enable_http_proxy': 0 } as const),
    }),
    describeRoute: (host) => ({ localAddress: localAddresses.get(host) ?? null, proxy: null }),
    tcpConnect: (host, port, connectOptions = {}) =>
      opened(netConnect({ host, port, noDelay: true }), 'connect', { host, port }, connectOptions, clock),
    tlsConnect: (host, port, connectOptions = {}) => {
      const serverName = connectOptions.serverName ?? host;
      const socket = tlsConnect({
        host,
        port,
        secureContext,
        // SNI carries names only (RFC 6066 section 3); an address is checked against the certificate all the same.
        ...(isIP(serverName) === 0 ? { servername: serverName } : {}),
        ...(connectOptions.protocols === undefined ? {} : { ALPNProtocols: [...connectOptions.protocols] }),
      });
      return opened<TLSSocket>(socket, 'secureConnect', { host, port }, connectOptions, clock);
    },
    udpSocket: ({ bindAddress, port }) => bound(bindAddress, port),
    close: () => agent.close(),
  });
}

/** Hosts whose route is remembered; the oldest is forgotten. */
const MOST_ROUTES = 256;

function remember(addresses: Map<string, string>, host: string, localAddress: string): void {
  addresses.delete(host);
  addresses.set(host, localAddress);
  const [oldest] = addresses.keys();
  if (addresses.size > MOST_ROUTES && oldest !== undefined) {
    addresses.delete(oldest);
  }
}

function opened<Opened extends Socket>(
  socket: Opened,
  event: 'connect' | 'secureConnect',
  target: Target,
  options: ConnectOptions,
  clock: Clock,
): Promise<Opened> {
  return new Promise((resolve, reject) => {
    const timeoutMs = options.timeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS;
    const settle = (): void => {
      timer.cancel();
      options.signal?.removeEventListener('abort', onAbort);
      socket.off(event, onOpen);
      socket.off('error', onError);
      socket.off('close', onClose);
    };
    const fail = (failure: unknown): void => {
      settle();
      // A socket that is given up may still report an error, which nobody waits for any more.
      socket.on('error', () => undefined);
      socket.destroy();
      reject(failure);
    };
    const onOpen = (): void => {
      settle();
      resolve(socket);
    };
    const onError = (failure: Error): void => fail(networkFailure(failure, target));
    const onClose = (): void =>
      fail(networkFailure(Object.assign(new Error('closed'), { code: 'ECONNRESET' }), target));
    const onAbort = (): void => fail(options.signal?.reason);
    const timer = clock.after(timeoutMs, () =>
      fail(networkFailure(Object.assign(new Error(`no connection in ${timeoutMs} ms`), { code: 'ETIMEDOUT' }), target)),
    );
    socket.once(event, onOpen);
    socket.once('error', onError);
    socket.once('close', onClose);
    options.signal?.addEventListener('abort', onAbort, { once: true });
    if (options.signal?.aborted === true) {
      onAbort();
    }
  });
}

function bound(bindAddress: string, port: number): Promise<UdpSocket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(bindAddress) ? 'udp6' : 'udp4');
    const onError = (failure: Error): void => {
      socket.close();
      reject(listenFailure(failure, { host: bindAddress, port }));
    };
    socket.once('error', onError);
    socket.bind(port, bindAddress, () => {
      socket.off('error', onError);
      resolve(socket);
    });
  });
}

function targetOf(input: string | URL | Request): Target {
  const text = input instanceof Request ? input.url : String(input);
  if (!URL.canParse(text)) {
    throw new LamplightError('unexpected', `${text} is not an absolute URL: write it with https:// and a host`);
  }
  const url = new URL(text);
  const port = url.port === '' ? (url.protocol === 'http:' ? 80 : 443) : Number(url.port);
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port };
}
