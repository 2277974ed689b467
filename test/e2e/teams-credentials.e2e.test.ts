/** Credentials are replaced while people are watched: none of them becomes unknown, and what stands in is told. */
import { DEFAULT_APP } from '@lamplight/graph-simulator';
import { makeSelfSignedCertificate } from '@lamplight/runtime';
import { afterEach, expect, test } from 'vitest';
import type { ConsoleRecorder } from '../fakes/console-recorder.ts';
import { TeamsSite } from './teams-site.ts';

const FREE = 'Available/Available fresh';
const IN_A_CALL = 'Busy/InACall fresh';

let site: TeamsSite;
let board: ConsoleRecorder;
afterEach(() => site.close());

/** Anna is free on a console that forgets what was before. */
async function watched(): Promise<void> {
  board = site.console('anna');
  await board.until('anna', FREE);
  board.forget();
}

/** Graph takes the token at hand no more: the next one is asked for with the credential as it is now. */
async function needsAnotherToken(): Promise<void> {
  const asked = new Promise<number>((resolve) => {
    const stop = site.control.onRequest(({ route, status }) => {
      if (route === 'token') {
        stop();
        resolve(status);
      }
    });
  });
  site.control.addFault({ routes: ['getPresencesByUserId'], answer: { kind: 'status', status: 401 } });
  let status: number | undefined;
  void asked.then((told) => {
    status = told;
  });
  await site.looked(
    () => status,
    (told) => told === 200,
  );
}

async function stillFollows(): Promise<void> {
  site.inTeams('anna', { do: 'join a call' });
  await site.looked(
    () => board.statesOf('anna'),
    (states) => states.at(-1) === IN_A_CALL,
  );
  expect(board.statesOf('anna')).toEqual([FREE, IN_A_CALL]);
}

function removeFirstKey(kind: 'secrets' | 'certificates'): void {
  const [first] = site.control.apps.get(DEFAULT_APP.appId)[kind];
  site.control.apps.removeKey(DEFAULT_APP.appId, first?.keyId ?? '');
}

test('a secret is rotated through the admin API: nobody sees anything of it', async () => {
  site = await TeamsSite.make({ people: ['anna'] });
  await watched();
  const { value } = site.control.apps.addSecret(DEFAULT_APP.appId);
  const file = site.installation.file('secret.txt', value);
  await site.done('system', 'secret', 'set', 'entra', 'clientSecret', '--file', file, '--expires', '2099-06-30');
  removeFirstKey('secrets');
  await needsAnotherToken();
  await stillFollows();
  expect(await site.health('entra', ({ state }) => state === 'ok')).toMatchObject({ reason: '' });
});

test('certificate and key are replaced on disk: read again without a restart', async () => {
  const pair = () =>
    makeSelfSignedCertificate({
      commonName: 'lamplight',
      altNames: [],
      validDays: 365,
      clock: site.clock,
      keyType: 'rsa',
    });
  const put = async (): Promise<void> => {
    const { certPem, keyPem } = await pair();
    site.installation.file('teams.crt', certPem);
    site.installation.file('teams.key', keyPem);
    site.control.apps.addCertificate(DEFAULT_APP.appId, certPem);
  };
  site = await TeamsSite.make({
    people: ['anna'],
    teams: { secret: undefined, certificate: { certFile: 'teams.crt', keyFile: 'teams.key' } },
    prepare: async (made) => {
      site = made;
      await put();
    },
  });
  await watched();
  await put();
  removeFirstKey('certificates');
  await needsAnotherToken();
  await stillFollows();
  expect((await site.health('entra', ({ state }) => state === 'ok')).reason).toBe('');
});

test('a fallback in use is told with what is wrong with the first, and the first is taken up again', async () => {
  site = await TeamsSite.make({
    people: ['anna'],
    teams: { secret: 'mistyped', fallback: { secret: DEFAULT_APP.secret } },
  });
  await watched();
  const health = await site.health('entra', ({ reason }) => reason === 'credential_fallback');
  expect(health).toMatchObject({
    state: 'degraded',
    message: expect.stringMatching(/the first credential is refused, and the fallback is used: .*secret/),
    remedy: expect.stringContaining('Certificates & secrets'),
  });
  const file = site.installation.file('secret.txt', DEFAULT_APP.secret);
  await site.done('system', 'secret', 'set', 'entra', 'clientSecret', '--file', file);
  await site.health('entra', ({ state }) => state === 'ok');
  await stillFollows();
});
