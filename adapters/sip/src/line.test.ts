import { describe, expect, it } from 'vitest';
import { parseDialogInfo } from './dialog-info/parse-dialog-info.ts';
import { Line } from './line.ts';
import { newSubscription } from './subscription/step-subscription.ts';

const CAPABILITIES = { rendering: true, callerConfirmed: false, earlyAsConfirmed: false };

function document(version: number, state: 'full' | 'partial') {
  const xml = `<dialog-info version="${version}" state="${state}" entity="e"><dialog id="1"><state>confirmed</state></dialog></dialog-info>`;
  return { kind: 'document', info: parseDialogInfo(Buffer.from(xml)) } as const;
}

describe('what a line knows of its dialogs', () => {
  it('is forgotten with the subscription, so that a partial document has no base', () => {
    const line = new Line('101', 'sip:101@x', newSubscription({ expiresSeconds: 600, fullRefreshMs: 600_000 }));
    line.content = document(1, 'full');
    expect(line.takeContent(CAPABILITIES)).toMatchObject({ outcome: 'applied', line: { state: 'talking' } });
    line.content = document(2, 'partial');
    expect(line.takeContent(CAPABILITIES).outcome).toBe('applied');
    line.forgetDialogs();
    line.content = document(3, 'partial');
    expect(line.takeContent(CAPABILITIES).outcome).toBe('gap');
  });

  it('is nothing after a NOTIFY without a body', () => {
    const line = new Line('101', 'sip:101@x', newSubscription({ expiresSeconds: 600, fullRefreshMs: 600_000 }));
    expect(line.takeContent(CAPABILITIES)).toMatchObject({ outcome: 'applied', line: { state: 'idle' } });
  });
});
