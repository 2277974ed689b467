/**
 * Reads Graph's answers about many people. Nearly all of an answer is what the one before it said, and often all of it:
 * what is in the very same words is not checked and converted again. What was made of it then is given again, the same
 * object, by which others see that nothing changed.
 */
import { z } from 'zod';
import { presenceAnswer } from './graph-answers.ts';
import type { GraphPresence } from './graph-api.ts';
import { type ParsedBody, parseBody } from './graph-body.ts';

const answer = z.object({ value: z.array(z.unknown()) });

/** More than a tenant has people; then it is forgotten, as leavers would pile up. */
const MOST_KEPT = 250_000;

export type PresencesRead =
  | Exclude<ParsedBody, { readonly kind: 'json' }>
  | { readonly kind: 'presences'; readonly presences: readonly GraphPresence[] }
  /** `found`: where it differs from what Graph publishes. */
  | { readonly kind: 'unexpected'; readonly found: string };

export class PresenceReader {
  readonly #known = new Map<string, { readonly words: unknown; readonly presence: GraphPresence }>();

  #last: { readonly body: string; readonly read: PresencesRead } | undefined;

  /** @param body of getPresencesByUserId's answer */
  read(body: string): PresencesRead {
    if (this.#last?.body !== body) {
      const json = parseBody(body);
      this.#last = { body, read: json.kind === 'json' ? this.#presencesIn(json.value) : json };
    }
    return this.#last.read;
  }

  #presencesIn(value: unknown): PresencesRead {
    const parsed = answer.safeParse(value);
    if (!parsed.success) {
      return unexpected(parsed.error, []);
    }
    const presences: GraphPresence[] = [];
    for (const [index, words] of parsed.data.value.entries()) {
      const id = idOf(words);
      const known = id === null ? undefined : this.#known.get(id);
      if (known !== undefined && sameJson(known.words, words)) {
        presences.push(known.presence);
        continue;
      }
      const read = presenceAnswer.safeParse(words);
      if (!read.success) {
        return unexpected(read.error, ['value', index]);
      }
      presences.push(read.data);
      this.#keep(id, words, read.data);
    }
    return { kind: 'presences', presences };
  }

  #keep(id: string | null, words: unknown, presence: GraphPresence): void {
    if (this.#known.size >= MOST_KEPT) {
      this.#known.clear();
    }
    if (id !== null) {
      this.#known.set(id, { words, presence });
    }
  }
}

function idOf(words: unknown): string | null {
  return typeof words === 'object' && words !== null && 'id' in words && typeof words.id === 'string' ? words.id : null;
}

function unexpected(error: z.ZodError, at: readonly PropertyKey[]): PresencesRead {
  const issue = error.issues[0];
  return {
    kind: 'unexpected',
    found: issue === undefined ? '' : `${[...at, ...issue.path].map(String).join('.')}: ${issue.message}`,
  };
}

/** Whether two parsed JSON values are the same, names in whatever order. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b || typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return a === b;
  }
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item: unknown, index) => sameJson(item, b[index]))
    );
  }
  return sameMembers(a, b);
}

function sameMembers(a: object, b: object): boolean {
  let members = 0;
  for (const name in a) {
    if (!Object.hasOwn(b, name) || !sameJson(Reflect.get(a, name), Reflect.get(b, name))) {
      return false;
    }
    members += 1;
  }
  for (const _name in b) {
    members -= 1;
  }
  return members === 0;
}
