import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { BodyReader } from './body-reader.ts';

const reader = (): BodyReader => new BodyReader({ each: 4, together: 10 });

function body(...parts: string[]): PassThrough {
  const stream = new PassThrough();
  for (const part of parts) {
    stream.write(part);
  }
  return stream;
}

test('a body comes whole, also where a character is cut in two', async () => {
  const [first, second] = [Buffer.from('ü').subarray(0, 1), Buffer.from('ü').subarray(1)];
  const stream = body('a');
  const read = reader().read(stream);
  stream.write(first);
  stream.end(second);
  expect(await read).toBe('aü');
});

test('one that is too large is refused, and read on', async () => {
  const stream = body('12345');
  await expect(reader().read(stream)).rejects.toMatchObject({ reason: 'request_too_large' });
  expect(stream.destroyed).toBe(false);
});

test('while others take the room one more is put off, and taken once one of them is through', async () => {
  const bodies = reader();
  const waiting = [body('1234'), body('1234')];
  const reads = waiting.map((stream) => bodies.read(stream));
  await new Promise((resolve) => setImmediate(resolve));
  await expect(bodies.read(body('123').end())).rejects.toMatchObject({ reason: 'overloaded', kind: 'unavailable' });
  expect(await bodies.read(body('12').end())).toBe('12');
  waiting[0]?.end();
  expect(await reads[0]).toBe('1234');
  expect(await bodies.read(body('123').end())).toBe('123');
  waiting[1]?.end();
  await reads[1];
});

test('a sender who hangs up, or is refused, gives its room back', async () => {
  const bodies = reader();
  for (let time = 0; time < 5; time += 1) {
    const gone = body('1234');
    const read = bodies.read(gone);
    await new Promise((resolve) => setImmediate(resolve));
    gone.destroy(new Error('gone'));
    await expect(read).rejects.toMatchObject({ reason: 'request_invalid' });
    await expect(bodies.read(body('12345').end())).rejects.toMatchObject({ reason: 'request_too_large' });
  }
  expect(await bodies.read(body('1234').end())).toBe('1234');
});
