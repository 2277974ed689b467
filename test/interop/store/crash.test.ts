/**
 * A process that changes a store is killed at any moment, again and again, each time on what the last one left. Every
 * change that was acknowledged must be there, and the one under way wholly or not at all. What the operating system has
 * is not lost by a kill, so this says nothing of power loss: there it rests on SQLite, and on the disk.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { delay, type Random, seededRandom, silentLogger, systemClock, systemRandom } from '@lamplight/runtime';
import { keyRingOf, makeStoreKey, openStore, type Store } from '@lamplight/store';
import { expect, test } from 'vitest';
import { applied, type Change, type Content, changeShape, contentOf, NOTHING, TENANT } from './crash-changes.ts';

const SEED = Number(process.env['LAMPLIGHT_CRASH_SEED'] ?? 20_260_105);
const KILLS = 200;
/** Files side by side, each killed its share of times. */
const LANES = Math.min(4, availableParallelism());
/** The process is killed after at most so many changes, and at most so long after the last of them. */
const MOST_CHANGES = 10;
const LONGEST_WAIT_MS = 25;
/** One kill in so many comes while the store is opened. */
const KILLS_AT_START = 6;
const LONGEST_START_MS = 600;
const MAKING = 'making ';

const clock = systemClock();
const CHILD = fileURLToPath(new URL('crash-child.ts', import.meta.url));

/** What is known of the store after a kill. */
interface Known {
  readonly acknowledged: readonly Change[];
  readonly underWay: Change | undefined;
}

interface Tally {
  kills: number;
  acknowledged: number;
  foundUnderWay: number;
  lostUnderWay: number;
}

test(`${KILLS} kills lose no acknowledged change and leave none half made (seed ${SEED})`, {
  timeout: 600_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lamplight-crash-'));
  const tally: Tally = { kills: 0, acknowledged: 0, foundUnderWay: 0, lostUnderWay: 0 };
  try {
    await Promise.all(
      Array.from({ length: LANES }, (_, lane) =>
        killAgainAndAgain(join(folder, `${lane}.db`), seededRandom(SEED + lane), Math.ceil(KILLS / LANES), tally),
      ),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
  expect(tally.kills).toBeGreaterThanOrEqual(KILLS);
  // Else the kills came at the wrong moments and have shown nothing.
  expect(tally.acknowledged).toBeGreaterThan(KILLS);
  expect(tally.foundUnderWay + tally.lostUnderWay).toBeGreaterThan(KILLS / 4);
  expect(tally.lostUnderWay).toBeGreaterThan(0);
});

async function killAgainAndAgain(path: string, random: Random, kills: number, tally: Tally): Promise<void> {
  const key = makeStoreKey(systemRandom());
  let content: Content = NOTHING;
  let revision = 0;
  let head: { sequence: number; hash: string } | undefined;
  for (let kill = 1; kill <= kills; kill += 1) {
    const known = await runAndKill(path, key, random);
    const store = await open(path, key);
    try {
      const found = await contentOf(store);
      const acknowledged = known.acknowledged.reduce(applied, content);
      const alsoUnderWay = known.underWay === undefined ? acknowledged : applied(acknowledged, known.underWay);
      const wasMade =
        known.underWay !== undefined && JSON.stringify(sorted(found)) === JSON.stringify(sorted(alsoUnderWay));
      expect(sorted(found), `seed ${SEED}, kill ${kill} of ${path}`).toEqual(
        sorted(wasMade ? alsoUnderWay : acknowledged),
      );
      content = found;

      const [reached, verdict] = await store.read(async (view) => [
        await view.tenants.revisionOf(TENANT),
        await view.tenant(TENANT).audit.verify(head),
      ]);
      expect(reached).toBeGreaterThanOrEqual(revision);
      revision = reached;
      expect(verdict).toMatchObject({ ok: true });
      head = verdict.ok && verdict.entries > 0 ? { sequence: verdict.entries, hash: verdict.head } : undefined;
      expect((await store.check()).problems).toEqual([]);

      tally.kills += 1;
      tally.acknowledged += known.acknowledged.length;
      tally.foundUnderWay += wasMade ? 1 : 0;
      tally.lostUnderWay += known.underWay !== undefined && !wasMade ? 1 : 0;
    } finally {
      await store.close();
    }
  }
}

async function runAndKill(path: string, key: string, random: Random): Promise<Known> {
  const atStart = random.next() * KILLS_AT_START < 1;
  const changes = atStart ? 0 : 1 + Math.floor(random.next() * MOST_CHANGES);
  const waitMs = random.next() * (atStart ? LONGEST_START_MS : LONGEST_WAIT_MS);
  const child = spawn(process.execPath, [CHILD, path, key, String(Math.floor(random.next() * 2 ** 31))], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(dirname(path), 'compiled') },
  });
  const exited = once(child, 'close');
  let complaints = '';
  child.stderr.on('data', (chunk) => {
    complaints += String(chunk);
  });
  const acknowledged: Change[] = [];
  let underWay: Change | undefined;
  const enough = Promise.withResolvers<void>();
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    if (line.startsWith(MAKING)) {
      // The last line may be cut by the kill: then the change was not begun.
      underWay = parsed(line.slice(MAKING.length));
    } else if (underWay !== undefined) {
      acknowledged.push(underWay);
      underWay = undefined;
    }
    if (acknowledged.length >= changes) {
      enough.resolve();
    }
  });
  if (changes === 0) {
    enough.resolve();
  }
  const ended = exited.then(() => {
    throw new Error(`the child ended by itself: ${complaints}`);
  });
  ended.catch(() => undefined);
  await Promise.race([enough.promise, ended]);
  await Promise.race([delay(clock, waitMs), ended]);
  child.kill('SIGKILL');
  await exited;
  return { acknowledged, underWay };
}

function parsed(text: string): Change | undefined {
  try {
    return changeShape.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function open(path: string, key: string): Promise<Store> {
  return openStore({
    location: { kind: 'sqlite', path },
    keys: keyRingOf([key], 'the test'),
    clock,
    random: systemRandom(),
    logger: silentLogger,
  });
}

/** With names in order, so that the same content is the same text. */
function sorted(content: Content): unknown {
  return JSON.parse(JSON.stringify(content), (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
