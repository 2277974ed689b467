import { LamplightError } from '../errors/lamplight-error.ts';
import { networkFailure, type Target } from './network-failure.ts';

/** What went wrong when this process tried to listen on, or bind, an address of its own. */
export function listenFailure(failure: unknown, local: Target): LamplightError {
  const code = failure instanceof Error && 'code' in failure ? failure.code : undefined;
  const place = `${local.host.includes(':') ? `[${local.host}]` : local.host}:${local.port}`;
  const options = { details: { host: local.host, port: String(local.port) }, cause: failure };
  switch (code) {
    case 'EADDRINUSE':
      return new LamplightError(
        'address_in_use',
        `${place} is in use by another process: stop that process, or choose another port.`,
        options,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new LamplightError(
        'config_invalid',
        `${place} is not an address of this machine: use one that it has, or 0.0.0.0 for all.`,
        options,
      );
    case 'EACCES':
      return new LamplightError(
        'config_invalid',
        `this process may not listen on ${place}: choose a port from 1024 up, or give it the right to use lower ones.`,
        options,
      );
    default:
      return networkFailure(failure, local);
  }
}
