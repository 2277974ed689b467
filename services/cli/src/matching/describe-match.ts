/** What matching found, for people to read. */
import type { ListPreview, MatchReport } from '@lamplight/admin-api';
import type { Printer } from '../output/printer.ts';
import type { Column } from '../output/table.ts';
import { counted } from '../output/times.ts';

type Match = MatchReport['added'][number];

const CHANGES: readonly Column<Match & { readonly sign: '+' | '-' }>[] = [
  { title: '', value: ({ sign }) => sign, style: ({ sign }) => (sign === '+' ? 'good' : 'bad') },
  { title: 'Person', value: ({ displayName }) => displayName },
  { title: 'System', value: ({ systemId }) => systemId },
  { title: 'Address', value: ({ address }) => address },
  { title: 'By', value: ({ matcher }) => matcher },
  { title: 'Reason', value: ({ reason }) => reason },
];

export async function printReport(printer: Printer, report: MatchReport, how: 'run' | 'report'): Promise<void> {
  const { counts } = report;
  const changes = [
    ...report.added.map((match) => ({ ...match, sign: '+' as const })),
    ...report.removed.map((match) => ({ ...match, sign: '-' as const })),
  ];
  await printer.rows(changes, CHANGES);
  await printer.text(moreOf(counts.added + counts.removed - changes.length, 'change'));
  if (changes.length > 0 && report.problems.length > 0) {
    await printer.text('\n');
  }
  await printer.findings(report.problems.map((each) => ({ ...each, state: each.kind, style: 'warning', name: '' })));
  await printer.text(moreOf(counts.problems - report.problems.length, 'problem'));
  const summary = [
    `${counted(report.people, 'person', 'people')} and ${counted(report.lines, 'line')}: ${report.matched.toLocaleString('en')} matched`,
    ...(how === 'run' ? [`${counted(counts.added, 'binding')} added, ${counts.removed} removed`] : []),
    counted(counts.proposals, 'proposal'),
    counted(counts.problems, 'problem'),
  ].join('; ');
  const isEmpty = changes.length + report.problems.length === 0;
  await printer.text(`${isEmpty ? '' : '\n'}${summary}\n`);
}

export async function printPreview(printer: Printer, preview: ListPreview): Promise<void> {
  const rows = [
    ...preview.added.map((pair) => ({ ...pair, sign: '+' as const })),
    ...preview.removed.map((pair) => ({ ...pair, sign: '-' as const })),
  ];
  await printer.rows(rows, [
    { title: '', value: ({ sign }) => sign, style: ({ sign }) => (sign === '+' ? 'good' : 'bad') },
    { title: 'Teams user', value: ({ teams }) => teams },
    { title: 'PBX user', value: ({ system }) => system },
  ]);
  await printer.findings(
    preview.problems.map(({ line, message, remedy }) => ({
      state: `line ${line}`,
      style: 'bad',
      name: '',
      message,
      remedy,
    })),
  );
  const { entries, encoding, separator } = preview;
  const how = `${encoding}, ${SEPARATORS[separator] ?? JSON.stringify(separator)} between the columns`;
  await printer.text(`${counted(entries, 'entry', 'entries')} (${how})\n`);
  if (preview.matching !== null) {
    await printer.text('\n');
    await printReport(printer, preview.matching, 'run');
  }
}

const SEPARATORS: Readonly<Record<string, string>> = { ',': 'a comma', ';': 'a semicolon', '\t': 'a tab' };

function moreOf(count: number, what: string): string {
  return count > 0 ? `… and ${counted(count, `more ${what}`)}\n` : '';
}
