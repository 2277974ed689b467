/** The peer: the decision of the default profile by json-rules-engine, over the same claims. */
import type { BoundClaim, DesiredEffect } from '@lamplight/domain';
import { Engine, type Event } from 'json-rules-engine';
import { CLAIM_RULES, EFFECT_RULES } from './peer-rules.ts';

/** What both decide. */
export interface Decision {
  readonly availability: string;
  readonly activity: string;
  readonly tone: string;
  readonly labelId: string;
  readonly effects: readonly DesiredEffect[];
}

interface Judged {
  readonly claim: BoundClaim;
  readonly facts: Record<string, unknown>;
  readonly events: readonly Event[];
}

const TECHNOLOGIES = ['MSTEAMS', 'SIPSIMPLE', 'PBX', 'CONSOLE'];
const CALL_STRENGTH: Readonly<Record<string, number>> = { ringing: 5, dialling: 4 };
const LIVE = ['talking', 'held', 'conference'];

export class RulesEnginePeer {
  readonly #claims = new Engine(CLAIM_RULES);
  readonly #effects = new Engine(EFFECT_RULES);

  async decide(claims: readonly BoundClaim[]): Promise<Decision> {
    const inOrder = claims.toSorted((a, b) => TECHNOLOGIES.indexOf(a.technology) - TECHNOLOGIES.indexOf(b.technology));
    const judged: Judged[] = [];
    for (const claim of inOrder) {
      const facts = factsOf(claim);
      const { events } = await this.#claims.run(facts);
      judged.push({ claim, facts, events });
    }
    const pair = best(judged, 'pair');
    const lamp = best(judged, 'lamp');
    const look = pair?.one.events.find(({ type }) => type === 'look')?.params ?? {};
    const name = pair?.one.events.find(({ type }) => type === 'name')?.params ?? {};
    return {
      availability: String(pair?.params['availability'] ?? pair?.one.facts['availability'] ?? 'PresenceUnknown'),
      activity: String(pair?.params['activity'] ?? pair?.one.facts['activity'] ?? 'PresenceUnknown'),
      tone: String(lamp?.params['tone'] ?? look['tone'] ?? 'unknown'),
      labelId: String(lamp?.params['labelId'] ?? name['labelId'] ?? look['labelId'] ?? 'unknown'),
      effects: await this.#effectsOf(judged),
    };
  }

  async #effectsOf(judged: readonly Judged[]): Promise<readonly DesiredEffect[]> {
    const effects: DesiredEffect[] = [];
    for (const { claim, facts } of judged) {
      const elsewhere = judged.filter((other) => other.claim.systemId !== claim.systemId);
      const cause = best(elsewhere, 'cause')?.one.claim.systemId;
      const { events } = await this.#effects.run({
        ...facts,
        causeElsewhere: cause ?? '',
        lineTalksElsewhere: elsewhere.some((other) => LIVE.includes(String(other.facts['callState']))),
        conferenceElsewhere: elsewhere.some((other) => other.facts['callState'] === 'conference'),
      });
      for (const { params } of events) {
        const { systemId, address } = claim;
        if (params?.['kind'] === 'talking' && cause !== undefined) {
          effects.push({ systemId, address, desired: { kind: 'talking', causeSystemId: cause } });
        } else if (params?.['kind'] === 'session') {
          const availability = String(params['availability']);
          effects.push({
            systemId,
            address,
            desired: { kind: 'session', availability, activity: String(params['activity']) },
          });
        }
      }
    }
    return effects;
  }
}

/** The event of a type with the lowest rank; the first claim in the order of technologies among several. */
function best(judged: readonly Judged[], type: string) {
  let found: { readonly one: Judged; readonly params: Record<string, unknown>; readonly rank: number } | null = null;
  for (const one of judged) {
    for (const event of one.events) {
      if (event.type === type) {
        const params = event.params ?? {};
        const byCall = params['byCall'] === true ? (CALL_STRENGTH[String(one.facts['callState'])] ?? 2) : 0;
        const rank = Number(params['rank']) - byCall;
        if (found === null || rank < found.rank) {
          found = { one, params, rank };
        }
      }
    }
  }
  return found;
}

/** A claim as flat facts; a line says by its state what its system says of others in words. */
function factsOf({ technology, lineKind, claim }: BoundClaim): Record<string, unknown> {
  const isLine = lineKind !== null;
  const onDoNotDisturb = isLine && claim?.doNotDisturb === true;
  const atLine = onDoNotDisturb ? 'DoNotDisturb' : 'Available';
  return {
    technology,
    isLine,
    inWords: !isLine,
    availability: isLine ? atLine : claim?.availability,
    activity: isLine ? atLine : claim?.activity,
    callState: claim?.call?.state ?? 'none',
    doNotDisturb: claim?.doNotDisturb === true,
    howSet: claim?.howSet ?? 'unknown',
  };
}
