import {
  type CertificatePair,
  type Clock,
  createEgress,
  type DeepReadonly,
  type Logger,
  makeSelfSignedCertificate,
  type Random,
  silentLogger,
  systemClock,
} from '@lamplight/runtime';
import type { SimulatorControl } from './control/simulator-control.ts';
import { createGraphSimulator } from './create-graph-simulator.ts';
import type { GraphSimulator } from './graph-simulator.ts';
import { listenHttps } from './http/https-listener.ts';
import type { SimulatorConfigInput } from './simulator-config.ts';
import { egressSender } from './subscriptions/notification-sender.ts';

export interface StartGraphSimulatorOptions {
  /** 0 lets the machine choose; default 8443. */
  readonly port?: number | undefined;
  /** Address to listen at; default 127.0.0.1. The control API asks for no credentials. */
  readonly host?: string | undefined;
  /** Default: one that signs itself, for localhost, 127.0.0.1, ::1 and `host`. */
  readonly certificate?: CertificatePair | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  readonly logger?: Logger | undefined;
  readonly config?: DeepReadonly<SimulatorConfigInput> | undefined;
  /** Certificates, PEM, that receivers of notifications may show, beside those that Node trusts. */
  readonly trustedCaPem?: readonly string[] | undefined;
}

export interface RunningGraphSimulator {
  /** `https://localhost:port`; Graph is at `{baseUrl}/v1.0`, the control API at `{baseUrl}/control/v1`. */
  readonly baseUrl: string;
  /** The authority of the first tenant, for msal: `{baseUrl}/{tenant id}`. */
  readonly authority: string;
  /** What msal's `knownAuthorities` needs: host and port. */
  readonly authorityHost: string;
  /** The certificate to trust. */
  readonly caPem: string;
  readonly port: number;
  readonly control: SimulatorControl;
  /** The same simulator without the socket. */
  readonly simulator: GraphSimulator;
  stop(): Promise<void>;
}

const CERTIFICATE_DAYS = 365;

/** Starts the simulator as an HTTPS service. @throws LamplightError `address_in_use` and those of createGraphSimulator. */
export async function startGraphSimulator(options: StartGraphSimulatorOptions = {}): Promise<RunningGraphSimulator> {
  const { port = 8443, host = '127.0.0.1', clock = systemClock(), logger = silentLogger } = options;
  const egress = createEgress({ clock, caPem: options.trustedCaPem ?? [] });
  const deliver = egressSender(egress);
  const simulator = createGraphSimulator({ clock, random: options.random, config: options.config, deliver });
  const certificate = options.certificate ?? (await selfSigned(host, clock));
  const listener = await listenHttps({
    certificate,
    host,
    port,
    logger: logger.forComponent('https'),
    handle: (request) => simulator.handle(request),
  });
  const authorityHost = `localhost:${listener.port}`;
  const baseUrl = `https://${authorityHost}`;
  return {
    baseUrl,
    authority: `${baseUrl}/${simulator.control.tenants[0]?.id ?? ''}`,
    authorityHost,
    caPem: certificate.certPem,
    port: listener.port,
    control: simulator.control,
    simulator,
    stop: async () => {
      simulator.stop();
      await listener.stop();
      await egress.close();
    },
  };
}

function selfSigned(host: string, clock: Clock): Promise<CertificatePair> {
  const altNames = [...new Set(['localhost', '127.0.0.1', '::1', host])];
  return makeSelfSignedCertificate({ commonName: 'localhost', altNames, validDays: CERTIFICATE_DAYS, clock });
}
