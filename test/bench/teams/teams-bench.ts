/**
 * Teams in simulated time: the clock is moved, so that an hour takes seconds, and every delay of Graph is drawn from a
 * seeded model. Figures of work are measured on this machine's processor, and one run is in real time.
 */
import { availableParallelism, loadavg } from 'node:os';
import type { Bench } from '../bench.ts';
import type { Figure } from '../figure.ts';
import { answerFigure } from './answer-figure.ts';
import { LATENCY_IN_WORDS } from './latency.ts';
import { notifyFigures } from './notify-figures.ts';
import { pollFigures } from './poll-figures.ts';
import { realFigures } from './real-figures.ts';
import { requestFigures } from './request-figures.ts';
import { tenantsFigures } from './tenants-figures.ts';
import { writeFigures } from './write-figures.ts';

/** Said before the figures: what they are taken with. */
const HEADER = [
  `Graph: ${LATENCY_IN_WORDS}; 1,500 requests in 30 s per application and tenant`,
  'simulated time, but for teams.real; people change at random instants; all from fixed seeds, one for each figure',
  'counted from the instant at which a change is visible in Graph, or arrives, or a call begins or ends; what a read takes',
  'at Graph is in teams.poll, teams.tenants, teams.real and what says with-, and not in teams.notify and teams.hangup-to-free',
];

export const teamsBench: Bench = {
  name: 'teams',
  run: async (progress) => {
    for (const line of HEADER) {
      progress(line);
    }
    const [load = 0] = loadavg();
    progress(`${availableParallelism()} processors, load ${load.toFixed(1)} at the start\n`);
    const figures: Figure[] = [];
    for (const take of [pollFigures, requestFigures, notifyFigures, writeFigures, tenantsFigures, realFigures]) {
      figures.push(...(await take(progress)));
    }
    return [...figures, await answerFigure(progress)];
  },
};
