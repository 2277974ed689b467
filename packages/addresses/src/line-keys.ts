/**
 * What an index of lines holds, and what is asked of it. A line is found when its number equals the one asked for, at
 * whatever system; or its extension does, at the system whose plan read both; or its URI does.
 */
import type { NumberPlan } from './number-plan.ts';
import { interpret } from './read-number.ts';
import { asSipUri, sipUriKey } from './sip-uri.ts';
import { readWrittenNumber, type WrittenNumber } from './written-number.ts';

export interface LineKeys {
  /** See {@link sipUriKey}. */
  readonly uri: string | null;
  /** E.164: means the same at every system. */
  readonly number: string | null;
  /** Means something only at the system whose plan read it. */
  readonly extension: string | null;
}

/** Keys of a line by its address at its system. Digits that the plan cannot read are an extension as they stand. */
export function lineKeys(address: string, plan: NumberPlan | null): LineKeys {
  const written = readWrittenNumber(address);
  return { uri: sipUriKey(asSipUri(address)), ...(written === null ? NO_NUMBER : numberKeys(written, plan)) };
}

/**
 * Keys of what somebody dials, searches or keeps as a phone number, as the system with `plan` would take it. Differs
 * from {@link lineKeys} for SIP URIs: 567 at another host is another line, so only a user part with `+` is a number.
 */
export function dialledKeys(text: string, plan: NumberPlan | null): LineKeys {
  const keys = lineKeys(text, plan);
  if (keys.uri === null) {
    return keys;
  }
  return { ...keys, number: readWrittenNumber(text)?.global === true ? keys.number : null, extension: null };
}

const NO_NUMBER = { number: null, extension: null };

function numberKeys(written: WrittenNumber, plan: NumberPlan | null): Omit<LineKeys, 'uri'> {
  const read = interpret(written, plan);
  if (read !== null) {
    return { number: read.e164, extension: read.extension };
  }
  return written.global || written.extension !== null ? NO_NUMBER : { number: null, extension: written.digits };
}
