/**
 * The peer: the same people, addresses, lines and bindings in bare node:sqlite, in one thread, without audit, history,
 * checks or network. Prints one line of JSON.
 */
import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '@lamplight/runtime';
import { percentile } from '../figure.ts';
import { madePeople } from './made-people.ts';

const BATCH = 5_000;
const LOOKUPS = 10_000;
const clock = systemClock();
const file = process.argv[2] ?? ':memory:';
const people = madePeople();
const sql = new DatabaseSync(file);
sql.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
sql.exec(`
  CREATE TABLE people (id TEXT PRIMARY KEY, display_name TEXT, sort_name TEXT, department TEXT, object_id TEXT UNIQUE);
  CREATE INDEX people_by_name ON people (sort_name, id);
  CREATE TABLE addresses (person_id TEXT REFERENCES people (id), kind TEXT, value TEXT, address_key TEXT, PRIMARY KEY (person_id, kind, value));
  CREATE INDEX addresses_by_key ON addresses (kind, address_key);
  CREATE TABLE lines (system_id TEXT, address TEXT, user_name TEXT, number TEXT, PRIMARY KEY (system_id, address));
  CREATE INDEX lines_by_number ON lines (number);
  CREATE TABLE bindings (person_id TEXT REFERENCES people (id), system_id TEXT, address TEXT, role TEXT, PRIMARY KEY (person_id, system_id, address));
`);

function timed(work: () => void): number {
  const startedAt = clock.monotonic();
  work();
  return clock.monotonic() - startedAt;
}

function inBatches(insert: (from: number, to: number) => void): void {
  for (let from = 0; from < people.length; from += BATCH) {
    sql.exec('BEGIN');
    insert(from, Math.min(people.length, from + BATCH));
    sql.exec('COMMIT');
  }
}

const importMs = timed(() => {
  const person = sql.prepare('INSERT INTO people VALUES (?, ?, ?, ?, ?)');
  const address = sql.prepare('INSERT INTO addresses VALUES (?, ?, ?, ?)');
  inBatches((from, to) => {
    for (const { objectId, displayName, department, upn, mail, number } of people.slice(from, to)) {
      person.run(objectId, displayName, displayName.toLowerCase(), department, objectId);
      address.run(objectId, 'upn', upn, upn.toLowerCase());
      address.run(objectId, 'mail', mail, mail.toLowerCase());
      address.run(objectId, 'phone', number, number.replaceAll(/[^+\d]/g, ''));
    }
  });
});

const line = sql.prepare('INSERT INTO lines VALUES (?, ?, ?, ?)');
inBatches((from, to) => {
  for (const { site, extension, upn, number } of people.slice(from, to)) {
    line.run(`site-${site}`, extension, upn, number.replaceAll(/[^+\d]/g, ''));
  }
});

const matchMs = timed(() => {
  sql.exec(`
    INSERT INTO bindings SELECT a.person_id, l.system_id, l.address, 'owner'
    FROM lines l JOIN addresses a ON a.kind = 'phone' AND a.address_key = l.number
  `);
});

const listMs = timed(() => {
  const page = sql.prepare('SELECT * FROM people WHERE (sort_name, id) > (?, ?) ORDER BY sort_name, id LIMIT 1000');
  let name = '';
  let id = '';
  for (;;) {
    const rows = page.all(name, id);
    const last = rows.at(-1);
    if (last === undefined) {
      return;
    }
    name = String(last['sort_name']);
    id = String(last['id']);
  }
});

const find = sql.prepare(`
  SELECT p.*, b.* FROM addresses a JOIN people p ON p.id = a.person_id LEFT JOIN bindings b ON b.person_id = p.id
  WHERE a.kind = 'phone' AND a.address_key = ?
`);
const lookups: number[] = [];
for (let count = 0; count < LOOKUPS; count += 1) {
  const number = people[(count * 7_919) % people.length]?.number.replaceAll(/[^+\d]/g, '') ?? '';
  lookups.push(
    timed(() => {
      find.all(number);
    }),
  );
}
process.stdout.write(
  `${JSON.stringify({ importMs, matchMs, listMs, lookupP99Ms: percentile(lookups, 0.99), rssMegabytes: process.memoryUsage.rss() / 1_048_576 })}\n`,
);
