import type { Tone } from '@lamplight/domain';

/** A lamp is told by its shape as well as by its colour, for eyes and terminals that know no colours. */
interface Lamp {
  readonly symbol: string;
  /** SGR parameters (ECMA-48). */
  readonly colour: string;
}

const LAMPS: Readonly<Record<Tone, Lamp>> = {
  unknown: { symbol: '·', colour: '90' },
  available: { symbol: '●', colour: '32' },
  ringing: { symbol: '◉', colour: '36;1' },
  busy: { symbol: '■', colour: '31' },
  'do-not-disturb': { symbol: '⊖', colour: '31;1' },
  away: { symbol: '◐', colour: '33' },
  offline: { symbol: '○', colour: '90' },
  'out-of-office': { symbol: '◇', colour: '35' },
  neutral: { symbol: '□', colour: '37' },
  'in-use': { symbol: '◆', colour: '38;5;214' },
};

export function lamp(tone: Tone, colours: boolean): string {
  const { symbol, colour } = LAMPS[tone];
  return colours ? `\u001b[${colour}m${symbol}\u001b[0m` : symbol;
}

export function dim(text: string, colours: boolean): string {
  return colours ? `\u001b[2m${text}\u001b[0m` : text;
}

export function bold(text: string, colours: boolean): string {
  return colours ? `\u001b[1m${text}\u001b[0m` : text;
}
