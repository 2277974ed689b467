/**
 * The resolver on one core: the default profile over distinct sets of claims, reasons included. Beside it the same decision
 * by json-rules-engine, whose answers are checked to be ours for every set before anything is timed. The two take turns.
 */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type BoundClaim, type DesiredEffect, PLAIN_FACTS } from '@lamplight/domain';
import { lamplightProfile, resolve } from '@lamplight/resolver';
import { systemClock } from '@lamplight/runtime';
import type { Bench } from '../bench.ts';
import { type Figure, figure, percentile } from '../figure.ts';
import { madeClaimSets } from './made-claims.ts';
import { type Decision, RulesEnginePeer } from './rules-engine-peer.ts';

const NOW = Date.UTC(2026, 10, 21, 9);
const ROUNDS = 9;
const PEER_SETS = 100;
const SIZES = [
  { size: 4, sets: 10_000 },
  { size: 1, sets: 500 },
  { size: 16, sets: 500 },
] as const;
const clock = systemClock();

type ClaimSets = readonly (readonly BoundClaim[])[];

export const resolveBench: Bench = {
  name: 'resolve',
  run: async (progress) => {
    const figures: Figure[] = [];
    for (const { size, sets } of SIZES) {
      figures.push(await measure(size, madeClaimSets(size, sets), progress));
    }
    return figures;
  },
};

async function measure(size: number, sets: ClaimSets, progress: (text: string) => void): Promise<Figure> {
  const peer = new RulesEnginePeer();
  for (const claims of sets) {
    refuseDifference(claims, ours(claims), await peer.decide(claims));
  }
  progress(`${size} claims: ${sets.length} sets, every answer is the peer's too; checksum ${checksumOf(sets)}`);
  const ourRates: number[] = [];
  const peerRates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    ourRates.push(ourRate(sets));
    peerRates.push(await peerRate(peer, sets.slice(0, PEER_SETS)));
  }
  return figure('resolve', `resolve.${size}claim${size === 1 ? '' : 's'}`, percentile(ourRates, 0.5), 'answers/s', {
    name: 'json-rules-engine',
    value: percentile(peerRates, 0.5),
  });
}

/** Each round answers as often, however many sets there are. */
function ourRate(sets: ClaimSets): number {
  const passes = Math.ceil(20_000 / sets.length);
  let reasons = 0;
  const startedAt = clock.monotonic();
  for (let pass = 0; pass < passes; pass += 1) {
    for (const claims of sets) {
      reasons += resolve(claims, PLAIN_FACTS, lamplightProfile, NOW).reasons.length;
    }
  }
  const seconds = (clock.monotonic() - startedAt) / 1000;
  if (reasons === 0) {
    throw new Error('answers without reasons: expected a reason of every rule');
  }
  return (passes * sets.length) / seconds;
}

async function peerRate(peer: RulesEnginePeer, sets: ClaimSets): Promise<number> {
  const startedAt = clock.monotonic();
  for (const claims of sets) {
    await peer.decide(claims);
  }
  return sets.length / ((clock.monotonic() - startedAt) / 1000);
}

function ours(claims: readonly BoundClaim[]): Decision {
  const { presence, effects } = resolve(claims, PLAIN_FACTS, lamplightProfile, NOW);
  const { availability, activity, tone, labelId } = presence;
  return { availability, activity, tone, labelId, effects };
}

function refuseDifference(claims: readonly BoundClaim[], own: Decision, peers: Decision): void {
  if (!isDeepStrictEqual(inOneOrder(own), inOneOrder(peers))) {
    const both = JSON.stringify({ own, peers, claims }, null, 1);
    throw new Error(`the peer decides otherwise: expected the same answer to every set: ${both}`);
  }
}

function inOneOrder(decision: Decision): Decision {
  const keyOf = ({ systemId, address }: DesiredEffect) => `${systemId} ${address}`;
  return { ...decision, effects: decision.effects.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)) };
}

/** Over whole answers: another one means that some answer has changed. */
function checksumOf(sets: ClaimSets): string {
  const hash = createHash('sha256');
  for (const claims of sets) {
    hash.update(JSON.stringify(resolve(claims, PLAIN_FACTS, lamplightProfile, NOW)));
  }
  return hash.digest('hex').slice(0, 16);
}
