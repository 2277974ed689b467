/** What documents say of Teams out of the tables in the code: a page of its own, and tables between markers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CLOUD_FACTS,
  CLOUDS,
  NOTIFICATION_REASONS,
  PERMISSIONS,
  PRESENCE_REASONS,
  REASONS,
} from '@lamplight/teams-adapter/registration';
import { table } from '../profile-pages/markdown.ts';
import { ROOT } from '../workspace/workspace.ts';

const PERMISSION_PAGE = 'docs/teams/permissions.md';
const GUIDE = 'docs/teams/README.md';
const NOTIFICATIONS = 'docs/teams/notifications.md';
const ADAPTER = 'adapters/teams/README.md';

/** The text of every file, by its path below the root. */
export function teamsFiles(): ReadonlyMap<string, string> {
  const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
  return new Map([
    [PERMISSION_PAGE, permissionPage()],
    [GUIDE, guide(read(GUIDE))],
    [NOTIFICATIONS, withTable(read(NOTIFICATIONS), 'reasons', reasonTable(NOTIFICATION_REASONS))],
    [ADAPTER, withTable(read(ADAPTER), 'permissions', permissionTable())],
  ]);
}

function guide(text: string): string {
  const tables = [
    ['clouds', cloudTable()],
    ['reasons', reasonTable(REASONS)],
    ['presence-reasons', reasonTable(PRESENCE_REASONS)],
  ] as const;
  return tables.reduce((made, [name, rows]) => withTable(made, name, rows), text);
}

/** @throws Error for a text without the markers */
export function withTable(text: string, name: string, made: string): string {
  const [begin, end] = [`<!-- begin ${name}: npm run gen -->`, `<!-- end ${name} -->`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to < from) {
    throw new Error(`there is no place for the table ${name}: expected ${begin} and ${end}`);
  }
  return `${text.slice(0, from + begin.length)}\n\n${made}\n\n${text.slice(to)}`;
}

function permissionPage(): string {
  return [
    '<!-- Made by npm run gen from adapters/teams/src/permissions.ts: change it there. -->',
    '',
    '# Permissions of Microsoft Graph',
    '',
    'Each is needed for one feature only, and only where that feature is used. `lamplight teams register --features …` prints',
    'the manifest for a choice of them; [README.md](README.md) says how an administrator consents.',
    '',
    permissionTable(),
    '',
    'A permission that contains another one stands in for it:',
    '',
    table(
      ['permission', 'contained in'],
      PERMISSIONS.filter(({ containedIn }) => containedIn.length > 0).map(({ name, containedIn }) => [
        code(name),
        containedIn.map(code).join(', '),
      ]),
    ),
    '',
    'Application permissions are granted to the application itself, by an administrator. Delegated ones are used together',
    'with an account that signs in for change notifications; the account sees nothing more by them than it may see anyway.',
    '',
  ].join('\n');
}

function permissionTable(): string {
  return table(
    ['permission', 'kind', 'feature', 'needed for', 'without it', 'id'],
    PERMISSIONS.map(({ name, kind, feature, neededFor, without, id }) => [
      code(name),
      kind,
      code(feature),
      neededFor,
      without,
      code(id),
    ]),
  );
}

function cloudTable(): string {
  return table(
    ['`cloud`', 'for', 'Graph', 'sign-in', 'presence', 'change notifications', 'ordered by'],
    CLOUDS.map((name) => {
      const { title, graphBaseUrl, authority, presence, notifications, sequenceNumber } = CLOUD_FACTS[name];
      const order = sequenceNumber ? 'sequenceNumber' : 'when a read began';
      return [
        code(name),
        title,
        new URL(graphBaseUrl).host,
        new URL(authority).host,
        presence ? 'yes' : '**no**: refused',
        notifications ? 'yes' : presence ? 'no: polled' : '–',
        presence ? order : '–',
      ];
    }),
  );
}

function reasonTable(reasons: typeof REASONS): string {
  return table(
    ['reason', 'state', 'what it means', 'what to do'],
    reasons.map(({ reason, states, meaning, action }) => [code(reason), states.join(', '), meaning, action]),
  );
}

function code(text: string): string {
  return `\`${text}\``;
}
