/**
 * What one answer about 650 people costs when nothing changed: planning, the client for Graph, parsing, attribution, and
 * whatever follows. Beside it JSON.parse of the same text alone.
 */
import { cpuUsage } from 'node:process';
import { ManualClock } from '@lamplight/runtime';
import { type Figure, figure, percentile } from '../figure.ts';
import { millisecondsSince } from './cpu-time.ts';
import { SimulatedTenant } from './simulated-tenant.ts';

const ROUNDS = 9;
/** Of each round; simulated ms. */
const LASTS_MS = 120_000;
/** After a start everybody may show what a process before this one wrote, until its lease is over; simulated ms. */
const INHERITED_MS = 400_000;

export async function answerFigure(progress: (text: string) => void): Promise<Figure> {
  const clock = new ManualClock();
  const options = { people: 650, watched: 1, changesPerPersonAndHour: 0, seed: 1, instant: true };
  const tenant = new SimulatedTenant(options, clock);
  tenant.start();
  await clock.advanceAsync(INHERITED_MS);
  const text = tenant.bodyOfAll();
  const ours: number[] = [];
  const peers: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const answersBefore = tenant.graph.arrivals.length;
    const startedAt = cpuUsage();
    await clock.advanceAsync(LASTS_MS);
    const answers = tenant.graph.arrivals.length - answersBefore;
    ours.push(millisecondsSince(startedAt) / answers);
    const peerStartedAt = cpuUsage();
    for (let parsed = 0; parsed < answers; parsed += 1) {
      JSON.parse(text);
    }
    peers.push(millisecondsSince(peerStartedAt) / answers);
  }
  progress(`an answer of 650 people: ${Math.round(text.length / 1000)} kB`);
  await tenant.stop();
  return figure('teams', 'teams.answer.650.cpu', percentile(ours, 0.5), 'ms', {
    name: 'JSON.parse',
    value: percentile(peers, 0.5),
  });
}
