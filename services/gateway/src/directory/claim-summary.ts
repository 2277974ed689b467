import type { BoundClaim, Call, Desired } from '@lamplight/domain';
import type { Mask } from '../privacy/mask.ts';
import type { Parties } from '../privacy/parties.ts';

/** One sentence on what a system says of a subject, for Explain, as far as the mask shows it. */
export function claimSummary(bound: BoundClaim, { shows }: Mask, parties: Parties): string {
  const { claim, freshness, lineKind } = bound;
  if (claim === null) {
    return freshness === 'withdrawn' ? 'withdrawn: its source reports it no more' : 'nothing has been heard yet';
  }
  const both = shows.availability && shows.line;
  // What a phone shows in words is the state of its line.
  const words = lineKind === null ? shows.availability : both;
  const parts = [
    claim.availability === null || !words ? '' : `shows ${claim.availability}/${claim.activity ?? '-'}`,
    claim.call === null || !shows.line ? '' : callWords(claim.call),
    claim.registered === false && shows.line ? 'not registered' : '',
    claim.doNotDisturb === true && shows.availability ? 'do not disturb' : '',
    claim.forwarding !== null && claim.forwarding.length > 0 && shows.line ? 'forwarded' : '',
    claim.outOfOffice?.active === true && shows.availability ? 'out of office' : '',
    claim.loggedIn === '' || !shows.line ? '' : `${parties.address(claim.loggedIn, [bound.systemId])} is logged in`,
    claim.masked && words ? 'as it was before our own write' : '',
    claim.howSet === 'unknown' || !words
      ? ''
      : `set by ${claim.howSet === 'inferred' ? 'inference' : `the ${claim.howSet}`}`,
    ...(both ? claim.flags : []),
  ].filter((part) => part !== '');
  const nothing = both ? 'says nothing of presence' : 'says nothing that this key may see';
  const text = parts.length === 0 ? nothing : parts.join(', ');
  return freshness === 'stale' ? `${text} (stale: its source has lapsed)` : text;
}

/** What is wanted at a subject, in a few words. */
export function desiredWords(desired: Desired | null): string {
  switch (desired?.kind) {
    case undefined:
      return 'nothing of ours';
    case 'session':
      return `session ${desired.availability}/${desired.activity}`;
    case 'preferred': {
      const { availability, activity, restore } = desired;
      const after = restore === null ? 'cleared afterwards' : `afterwards ${restore.availability}/${restore.activity}`;
      return `preferred status ${availability}/${activity}, ${after}`;
    }
    case 'talking':
      return `talking, seen at ${desired.causeSystemId}`;
    case 'do-not-disturb': {
      const exceptions = desired.exceptions.length === 0 ? '' : `, except for ${desired.exceptions.join(', ')}`;
      return `do not disturb, seen at ${desired.causeSystemId}${exceptions}`;
    }
    case 'leave':
      return `left as it is: ${desired.reason}`;
  }
}

function callWords(call: Call): string {
  const calls = call.count > 1 ? `, ${call.count} calls` : '';
  return `line is ${call.state}${calls}`;
}
