import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const index = fileURLToPath(new URL('../index.ts', import.meta.url));

/** Runs a program of three lines with this package, and gives what it printed and how it ended. */
async function run(program: string, whenReady?: (kill: (signal: NodeJS.Signals) => void) => void) {
  const source = `import { runProcess, pinoLogger, LamplightError } from ${JSON.stringify(index)};\n${program}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  child.stdout.once('data', () => whenReady?.((signal) => child.kill(signal)));
  const [code] = await once(child, 'close');
  return { code, errors };
}

const START = `const keepAlive = setInterval(() => {}, 1000);
runProcess({ name: 'lamp', start: async () => {
  process.stdout.write('ready');
  return { logger: pinoLogger('info'), stop: async () => clearInterval(keepAlive) };
} });`;

describe('nodeProcess', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('stops at a real %s', async (signal) => {
    const ended = await run(START, (kill) => kill(signal));
    expect(ended.errors).toContain('"msg":"stopped"');
    expect(ended.code).toBe(0);
  });

  test('logs a rejection that nobody handles, with its stack, and exits with 70', async () => {
    const ended = await run(`${START}\nsetImmediate(() => Promise.reject(new Error('lost')));`);
    expect(ended.code).toBe(70);
    expect(ended.errors).toContain('an unexpected failure ends this process');
    expect(ended.errors).toMatch(/"type":"Error","message":"lost","stack":" +at /);
  });

  test('prints a configuration error alone and exits with 78', async () => {
    const ended = await run(
      `runProcess({ name: 'lamp', start: async () => { throw new LamplightError('config_invalid', 'say it'); } });`,
    );
    expect(ended).toEqual({ code: 78, errors: 'lamp: say it\n' });
  });
});
