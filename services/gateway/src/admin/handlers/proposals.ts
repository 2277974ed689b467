import { PROPOSED } from '@lamplight/admin-api';
import { systemId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { Actor, ProposalRecord, TenantChange, TenantView } from '@lamplight/store';
import type { Handlers } from '../handler.ts';
import { found } from './found.ts';
import { answerOf, proposalBody } from './records.ts';

export const proposals: Handlers['proposals'] = {
  list: async ({ query, readTenant }) => {
    const page = await readTenant((tenant) =>
      tenant.proposals.list({ state: query.state }, { limit: query.limit, after: query.after ?? null }),
    );
    return { value: { items: page.items.map(proposalBody), next: page.next } };
  },
  accept: ({ params, actor, ifRevision, changeTenant }) =>
    changeTenant(async (tenant) => {
      const proposal = await open(tenant, params.proposalId);
      const record = await tenant.proposals.decide(proposal.id, 'accepted', ifRevision);
      await carryOut(tenant, proposal, actor);
      return answerOf(proposalBody(record), record);
    }),
  dismiss: ({ params, ifRevision, changeTenant }) =>
    changeTenant(async (tenant) => {
      const { id } = await open(tenant, params.proposalId);
      const record = await tenant.proposals.decide(id, 'dismissed', ifRevision);
      return answerOf(proposalBody(record), record);
    }),
};

async function open(tenant: TenantView, id: string): Promise<ProposalRecord> {
  const proposal = found(await tenant.proposals.get(id), 'record_unknown', 'proposal', id);
  if (proposal.state !== 'open') {
    throw new LamplightError('request_not_possible', `the proposal ${id} is ${proposal.state}: it was decided before`);
  }
  return proposal;
}

/** As if the administrator who accepts had done it by hand. */
async function carryOut(tenant: TenantChange, proposal: ProposalRecord, actor: Actor): Promise<void> {
  switch (proposal.kind) {
    case 'binding': {
      const { systemId: of, ...content } = PROPOSED.binding.parse(proposal.content);
      const reason = `accepted by ${actor.id}: ${proposal.reason}`;
      await tenant.bindings.put(
        {
          ...content,
          systemId: systemId(of),
          personId: proposal.personId,
          origin: 'administrator',
          reason,
          expiresAt: null,
        },
        null,
      );
      return;
    }
    case 'telephony': {
      const { telephony } = PROPOSED.telephony.parse(proposal.content);
      await tenant.people.update(proposal.personId, { telephony }, null);
    }
  }
}
