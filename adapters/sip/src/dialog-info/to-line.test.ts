import { readFileSync } from 'node:fs';
import { CALL_STATES } from '@lamplight/domain';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Dialog, Participant } from './dialog-info.ts';
import { tellableStates, toLine } from './to-line.ts';

const ParticipantSchema = z.strictObject({
  identity: z.string().optional(),
  displayName: z.string().optional(),
  target: z.string().optional(),
  parameters: z.record(z.string(), z.string()).default({}),
});
const VectorsSchema = z.array(
  z.strictObject({
    name: z.string(),
    source: z.string(),
    capabilities: z.strictObject({
      rendering: z.boolean(),
      callerConfirmed: z.boolean(),
      earlyAsConfirmed: z.boolean(),
    }),
    dialogs: z.array(
      z.strictObject({
        id: z.string(),
        state: z.enum(['trying', 'proceeding', 'early', 'confirmed', 'terminated', 'other']),
        direction: z.enum(['initiator', 'recipient']).optional(),
        durationSeconds: z.number().optional(),
        local: ParticipantSchema.optional(),
        remote: ParticipantSchema.optional(),
      }),
    ),
    expected: z.strictObject({
      state: z.enum(CALL_STATES),
      count: z.number(),
      direction: z.enum(['unknown', 'incoming', 'outgoing']),
      remoteParty: z.strictObject({ address: z.string(), displayName: z.string() }).nullable(),
      durationSeconds: z.number().nullable(),
    }),
  }),
);
type Vector = z.infer<typeof VectorsSchema>[number];

const file = new URL('../../../../test/vectors/sip/to-line.json', import.meta.url);
const vectors = VectorsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));

function participant(side: z.infer<typeof ParticipantSchema> | undefined): Participant {
  return {
    identity: side?.identity,
    displayName: side?.displayName,
    target: side?.target,
    parameters: new Map(Object.entries(side?.parameters ?? {})),
  };
}

function dialog(written: Vector['dialogs'][number]): Dialog {
  return {
    id: written.id,
    callId: undefined,
    localTag: undefined,
    remoteTag: undefined,
    direction: written.direction,
    state: written.state,
    event: undefined,
    code: undefined,
    durationSeconds: written.durationSeconds,
    local: participant(written.local),
    remote: participant(written.remote),
  };
}

describe('dialogs to a line', () => {
  it.each(vectors)('$name [$source]', ({ dialogs, capabilities, expected }) => {
    expect(toLine(dialogs.map(dialog), capabilities)).toEqual(expected);
    expect(tellableStates(capabilities)).toContain(expected.state);
  });
});
