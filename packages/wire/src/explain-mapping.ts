/** Explain between domain and wire. */
import { entryFromWire, entryToWire } from './directory-entry-mapping.ts';
import { requiredSelector } from './directory-mapping.ts';
import type { DirectoryEntry, ExplainAnswer, ExplainRequest } from './directory-nouns.ts';
import { freshnesses } from './enum-mapping.ts';
import type {
  ExplainRequest as WireExplainRequest,
  ExplainResponse as WireExplainResponse,
} from './gen/presence/v1/directory.ts';
import { timeFromWire, timeToWire, wholeNumber, wireUint32 } from './numbers.ts';
import { presenceFromWire, presenceToWire } from './presence-mapping.ts';
import { selectorToWire } from './subscription-mapping.ts';
import type { WireResult } from './wire-problem.ts';
import { WireReader } from './wire-reader.ts';

const NOBODY: DirectoryEntry = Object.freeze({
  id: '',
  kind: 'resource',
  displayName: '',
  addresses: Object.freeze([]),
  groupIds: Object.freeze([]),
  department: '',
  telephony: 'pbx',
});

export function explainRequestToWire(request: ExplainRequest): WireExplainRequest {
  return { person: selectorToWire(request.person), language: request.language };
}

/** Problems: no person, an overlong language. */
export function explainRequestFromWire(wire: WireExplainRequest): WireResult<ExplainRequest> {
  const reader = new WireReader('protocol_violation');
  return reader.result({
    person: requiredSelector(reader, wire.person),
    language: reader.word('language', wire.language),
  });
}

export function explainAnswerToWire(answer: ExplainAnswer): WireExplainResponse {
  return {
    person: entryToWire(answer.person),
    revision: wholeNumber(answer.revision),
    presence: answer.presence === null ? undefined : presenceToWire(answer.presence),
    profileId: answer.profileId,
    claims: answer.claims.map((claim) => ({
      ...claim,
      freshness: freshnesses.toWire(claim.freshness),
      sequence: wholeNumber(claim.sequence),
    })),
    rules: answer.rules.map((rule) => ({
      ...rule,
      index: wireUint32(rule.index ?? 0),
      outsideRules: rule.index === null,
    })),
    effects: answer.effects.map((effect) => ({ ...effect, generation: wholeNumber(effect.generation) })),
    revisitAtUnixMs: timeToWire(answer.revisitAt),
  };
}

/** Total: a client takes what its gateway says. */
export function explainAnswerFromWire(wire: WireExplainResponse): ExplainAnswer {
  return {
    person: wire.person === undefined ? NOBODY : entryFromWire(wire.person),
    revision: wire.revision,
    presence: wire.presence === undefined ? null : presenceFromWire(wire.presence),
    profileId: wire.profileId,
    claims: wire.claims.map((claim) => ({
      ...claim,
      freshness: freshnesses.fromWire(claim.freshness) ?? 'pending',
    })),
    rules: wire.rules.map(({ outsideRules, index, ...rule }) => ({ ...rule, index: outsideRules ? null : index })),
    effects: wire.effects,
    revisitAt: timeFromWire(wire.revisitAtUnixMs),
  };
}
