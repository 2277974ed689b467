/** What was measured of a tenant, for people to read and to paste into a configuration. */
import type { Delays, VerifyReport } from '@lamplight/teams-adapter/verify';

const MEETING: Readonly<Record<VerifyReport['meeting'], string>> = {
  'call-shows': 'our call goes before a calendar meeting',
  'meeting-shows': 'a calendar meeting goes before our call',
  'not-measured': 'not measured',
};

const UNKNOWN_IDS: Readonly<Record<VerifyReport['unknownIds'], string>> = {
  omit: 'left out of the answer',
  PresenceUnknown: 'answered as PresenceUnknown',
  '404': 'fail the whole read (404)',
  '400': 'fail the whole read (400)',
  other: 'fail the whole read in another way',
};

const SEQUENCE: Readonly<Record<VerifyReport['sequence'], string>> = {
  grows: 'grows with each change',
  absent: 'is not there: reads are ordered by when they began',
  disorderly: 'does not grow with each change',
};

export function describeReport(report: VerifyReport): string {
  const { proposal } = report;
  const settings = Object.entries(proposal.settings).map(([name, value]) => `    ${name}: ${value}`);
  const switches = Object.entries(proposal.switches).map(([name, value]) => `    ${name}: ${JSON.stringify(value)}`);
  return [
    `A write shows after     ${inWords(report.writeToRead)}`,
    `A clear shows after     ${inWords(report.clearToRead)}`,
    `In a meeting            ${MEETING[report.meeting]}`,
    `Unknown ids             ${UNKNOWN_IDS[report.unknownIds]}`,
    `Clearing nothing        answers ${report.clearOfNothing}`,
    `Spelling                ${report.casing === 'pascal' ? 'PascalCase' : 'lowerCamelCase'}`,
    `sequenceNumber          ${SEQUENCE[report.sequence]}`,
    '',
    ...(settings.length === 0
      ? ['The default settings will do.']
      : ['Proposed for the system:', '  teams:', ...settings]),
    '',
    'For the simulator, to behave as this tenant:',
    '  switches:',
    ...switches,
    ...proposal.warnings.flatMap((warning) => ['', `Note: ${warning}.`]),
  ].join('\n');
}

function inWords(delays: Delays | null): string {
  return delays === null
    ? 'never in this run'
    : `${inSeconds(delays.median)} (median of ${delays.count}), at most ${inSeconds(delays.longest)}`;
}

function inSeconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}
