import type { Health } from '@lamplight/domain';
import type { PbxState } from './client.ts';
import type { SipAdapterConfig } from './config.ts';
import type { LineKnowledge } from './line.ts';

/** How many lines are named in a health report; the rest are counted. */
const NAMED_LINES = 10;

/** How the adapter is, with what a person can do about it. */
export function toHealth(
  pbx: PbxState,
  lines: ReadonlyMap<string, LineKnowledge>,
  config: Pick<SipAdapterConfig, 'host' | 'port' | 'transport' | 'username'>,
): Health {
  const place = `${config.host}:${config.port} (${config.transport.toUpperCase()})`;
  switch (pbx.kind) {
    case 'connecting':
      return health('starting', 'pbx_connecting', `connecting to the PBX at ${place}`, '', {});
    case 'unreachable': {
      const since = new Date(pbx.since).toISOString();
      return health(
        'down',
        'pbx_unreachable',
        `the PBX at ${place} cannot be reached since ${since}: ${pbx.why}`,
        'see that the PBX runs, that host, port and transport are right, and that no firewall is in between',
        { since },
      );
    }
    case 'credentials-refused':
      return health(
        'action-needed',
        'pbx_credentials_refused',
        `${pbx.why} for the user ${config.username}`,
        'correct username and password of this PBX and restart the connector; it tries once more every half hour',
        { since: new Date(pbx.since).toISOString() },
      );
    case 'answering':
      return answering(lines);
  }
}

function answering(lines: ReadonlyMap<string, LineKnowledge>): Health {
  const refused: string[] = [];
  let unknownCount = 0;
  for (const [address, knowledge] of lines) {
    if (knowledge.kind === 'unknown') {
      unknownCount += 1;
      const { problem } = knowledge;
      if (problem.kind === 'refused') {
        refused.push(`${address} ${problem.status ?? ''}`.trim());
      }
    }
  }
  if (unknownCount === 0) {
    return health('ok', '', '', '', {});
  }
  const named = refused.slice(0, NAMED_LINES).join(', ');
  return refused.length > 0
    ? health(
        'degraded',
        'lines_refused',
        `the PBX refuses ${refused.length} of ${lines.size} lines: ${named}${refused.length > NAMED_LINES ? ', …' : ''}`,
        '404: the PBX has no such line or no hint for it; 403: the account may not watch it; 489: it does not know Event: dialog',
        { refused: String(refused.length), unknown: String(unknownCount), lines: named },
      )
    : health(
        'degraded',
        'lines_unknown',
        `${unknownCount} of ${lines.size} lines are not known at the moment`,
        'they are asked for again by themselves; if it lasts, look at the log of the PBX',
        { unknown: String(unknownCount) },
      );
}

function health(
  state: Health['state'],
  reason: string,
  message: string,
  remedy: string,
  details: Record<string, string>,
): Health {
  return Object.freeze({ state, reason, message, remedy, details: Object.freeze(details) });
}
