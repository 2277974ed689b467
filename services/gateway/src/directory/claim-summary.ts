import type { BoundClaim, Call, Desired } from '@lamplight/domain';

/** One sentence on what a system says of a subject, for Explain. */
export function claimSummary({ freshness, claim }: BoundClaim): string {
  if (claim === null) {
    return freshness === 'withdrawn' ? 'withdrawn: its source reports it no more' : 'nothing has been heard yet';
  }
  const parts = [
    claim.availability === null ? '' : `shows ${claim.availability}/${claim.activity ?? '-'}`,
    claim.call === null ? '' : callWords(claim.call),
    claim.registered === false ? 'not registered' : '',
    claim.doNotDisturb === true ? 'do not disturb' : '',
    claim.forwarding !== null && claim.forwarding.length > 0 ? 'forwarded' : '',
    claim.outOfOffice?.active === true ? 'out of office' : '',
    claim.loggedIn === '' ? '' : `${claim.loggedIn} is logged in`,
    claim.masked ? 'as it was before our own write' : '',
    claim.howSet === 'unknown' ? '' : `set by ${claim.howSet === 'inferred' ? 'inference' : `the ${claim.howSet}`}`,
    ...claim.flags,
  ].filter((part) => part !== '');
  const text = parts.length === 0 ? 'says nothing of presence' : parts.join(', ');
  return freshness === 'stale' ? `${text} (stale: its source has lapsed)` : text;
}

/** What is wanted at a subject, in a few words. */
export function desiredWords(desired: Desired | null): string {
  switch (desired?.kind) {
    case undefined:
      return 'nothing of ours';
    case 'session':
      return `session ${desired.availability}/${desired.activity}`;
    case 'talking':
      return `talking, seen at ${desired.causeSystemId}`;
    case 'do-not-disturb':
      return `do not disturb, seen at ${desired.causeSystemId}`;
    case 'leave':
      return `left as it is: ${desired.reason}`;
  }
}

function callWords(call: Call): string {
  const calls = call.count > 1 ? `, ${call.count} calls` : '';
  return `line is ${call.state}${calls}`;
}
