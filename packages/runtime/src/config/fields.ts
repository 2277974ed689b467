import { z } from 'zod';

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const DURATION_EXPECTED = 'expected a duration with its unit (ms, s, m, h, d), such as "250ms", "90s" or "5m"';
const HOST_PORT_EXPECTED = 'expected host:port, such as "0.0.0.0:8443", "[::1]:8443" or "gateway.example.com:443"';

export interface DurationLimits {
  /** Smallest duration allowed, in milliseconds; default 0. */
  readonly minimumMs?: number;
  /** Largest duration allowed, in milliseconds; default none. */
  readonly maximumMs?: number;
}

/** A field that is written as a duration with its unit, `"90s"`, and read as milliseconds. A bare number is refused. */
export function durationMs(limits: DurationLimits = {}): z.ZodType<number, string> {
  const { minimumMs = 0, maximumMs = Infinity } = limits;
  return z.string({ error: DURATION_EXPECTED }).transform((text, context) => {
    const parts = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim());
    const unit = Object.entries(UNIT_MS).find(([name]) => name === parts?.[2])?.[1];
    if (parts === null || unit === undefined) {
      context.issues.push({ code: 'custom', message: DURATION_EXPECTED, input: text });
      return z.NEVER;
    }
    const milliseconds = Math.round(Number(parts[1]) * unit);
    if (milliseconds < minimumMs || milliseconds > maximumMs) {
      const atMost = maximumMs === Infinity ? '' : ` and at most ${printDuration(maximumMs)}`;
      context.issues.push({
        code: 'custom',
        message: `expected at least ${printDuration(minimumMs)}${atMost}`,
        input: text,
      });
      return z.NEVER;
    }
    return milliseconds;
  });
}

/** Milliseconds in the largest unit that shows them whole: 90000 is `90s`, 300000 is `5m`. */
export function printDuration(milliseconds: number): string {
  const units = Object.entries(UNIT_MS).reverse();
  const [name, size] = units.find(([, ms]) => milliseconds >= ms && milliseconds % ms === 0) ?? ['ms', 1];
  return `${milliseconds / size}${name}`;
}

export interface HostPort {
  /** Host name or IP address; an IPv6 address without its brackets. */
  readonly host: string;
  /** 0 to 65535; 0 lets the machine choose when listening. */
  readonly port: number;
}

/** A field that is written `"host:port"`. */
export function hostPort(): z.ZodType<HostPort, string> {
  return z.string({ error: HOST_PORT_EXPECTED }).transform((text, context) => {
    const parts = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/[\]]+)):(\d{1,5})$/.exec(text.trim());
    const host = parts?.[1] ?? parts?.[2];
    const port = Number(parts?.[3]);
    if (host === undefined || port > 65_535) {
      context.issues.push({ code: 'custom', message: HOST_PORT_EXPECTED, input: text });
      return z.NEVER;
    }
    return { host, port };
  });
}
