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
    const milliseconds = readDuration(text, UNIT_MS);
    if (milliseconds === undefined) {
      context.issues.push({ code: 'custom', message: DURATION_EXPECTED, input: text });
      return z.NEVER;
    }
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

/**
 * A number with its unit, such as `90s` or `90 s`, in milliseconds; undefined where it is no such thing.
 * @param units milliseconds of each unit.
 */
export function readDuration(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const parts = /^(\d{1,9}(?:\.\d{1,3})?) ?([a-z]+)$/.exec(text.trim());
  const unit = Object.entries(units).find(([name]) => name === parts?.[2])?.[1];
  return unit === undefined ? undefined : Math.round(Number(parts?.[1]) * unit);
}

/** Milliseconds in the largest unit that shows them whole: 90000 is `90s`, 300000 is `5m`. */
export function printDuration(milliseconds: number): string {
  return printInUnits(milliseconds, UNIT_MS).join('');
}

/**
 * A number and the largest unit that shows the milliseconds whole.
 * @param units milliseconds of each unit, the smallest first: of one millisecond.
 */
export function printInUnits(
  milliseconds: number,
  units: Readonly<Record<string, number>>,
): readonly [count: string, unit: string] {
  const [name, size] = Object.entries(units).findLast(([, ms]) => milliseconds >= ms && milliseconds % ms === 0) ?? [
    'ms',
    1,
  ];
  return [String(milliseconds / size), name];
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
