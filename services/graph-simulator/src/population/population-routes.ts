import { z } from 'zod';
import type { ControlRoute } from '../control/control-route.ts';
import { readInput } from '../control/read-input.ts';
import { populationSchema } from './population-settings.ts';

/** The calls of the control API about people who live. */
export const POPULATION_ROUTES: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: 'population',
    help: 'Whether people live a working day, their time and speed',
    answer: (control) => control.population.status,
  },
  {
    method: 'POST',
    path: 'population',
    help: 'Let them live: {speed?, seed?, startsAt?: "morning" | "now" | time, people?, zones?, callsPerHour?, callMedianS?, callP90S?, meetingsPerDay?}',
    answer: (control, { body }) => control.population.start(readInput(populationSchema, body, 'body')),
  },
  {
    method: 'PATCH',
    path: 'population',
    help: 'Change how fast their time passes: {speed}',
    answer: (control, { body }) =>
      control.population.changeSpeed(readInput(z.strictObject({ speed: z.number() }), body, 'body').speed),
  },
  {
    method: 'DELETE',
    path: 'population',
    help: 'Stop them: they stay as they are',
    answer: (control) => control.population.stop(),
  },
  {
    method: 'GET',
    path: 'population/hours',
    help: 'What they did by hour of their day: how often each thing began, and for how many minutes it lasted',
    answer: (control) => control.population.hours,
  },
];
