import { describe, expect, it } from 'vitest';
import type { PbxDialog } from './pbx-dialog.ts';
import { SmallPbxCall } from './small-pbx-call.ts';

function start(): { call: SmallPbxCall; published: string[] } {
  const published: string[] = [];
  const publish = (line: string, { state, isHeld, event, remote }: PbxDialog): void => {
    published.push(
      `${line} ${state}${isHeld ? ' held' : ''}${event === undefined ? '' : ` ${event}`} with ${remote.address}`,
    );
  };
  return { call: new SmallPbxCall('1', 'a', 'b', publish), published };
}

describe('a call at the small PBX', () => {
  it('is transferred blindly: who transfers is free at once, the caller stays, the target rings', () => {
    const { call, published } = start();
    call.ring().answer();
    published.length = 0;
    call.transfer('c');
    expect(published).toEqual(['b terminated local-bye with a', 'a confirmed with c', 'c early with a']);
    expect(call.answer().to).toBe('c');
  });

  it('is held by one side only', () => {
    const { call, published } = start();
    call.ring().answer();
    published.length = 0;
    call.hold('b');
    expect(published).toEqual(['a confirmed with b', 'b confirmed held with a']);
  });

  it('refuses a step that does not fit', () => {
    const { call } = start();
    expect(() => call.answer()).toThrow('is trying, not ringing');
    call.ring().refuse();
    expect(() => call.hangUp()).toThrow('is over');
  });
});
