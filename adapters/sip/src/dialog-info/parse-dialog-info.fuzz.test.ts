/** Strangers' documents: read or refused with a reason, at once, and never anything else. */
import { LamplightError } from '@lamplight/runtime';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_DOCUMENT_BYTES, parseDialogInfo } from './parse-dialog-info.ts';

const SEED = { seed: 4235, numRuns: 3_000 };

const GOOD = `<?xml version="1.0" encoding="UTF-8"?>
<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="7" state="partial" entity="sip:201@pbx.example">
  <dialog id="a1" call-id="c" local-tag="l" remote-tag="r" direction="recipient">
    <state event="cancelled" code="487">terminated</state><duration>12</duration>
    <local><identity display="Ada &amp; co">sip:201@pbx.example</identity>
      <target uri="sip:201@192.0.2.1"><param pname="+sip.rendering" pval="no"/></target></local>
    <remote><identity><![CDATA[sip:202@pbx.example]]></identity></remote>
  </dialog><!-- end -->
</dialog-info>`;

const TOKENS = ['<', '>', '</', '/>', '"', "'", '&', '&#0;', '&#xFFFFFFFF;', '&a;', '<!--', '-->', '<![CDATA[', ']]>'];
const MORE = ['<?xml', '?>', '<!DOCTYPE a>', '<!ENTITY a "b">', '\0', 'ü', '__proto__', 'constructor', ' version="8"'];
const piece = fc.oneof(fc.constantFrom(...TOKENS, ...MORE), fc.string({ unit: 'grapheme' }));
const mutated = fc
  .array(fc.tuple(fc.nat(GOOD.length), fc.nat(40), piece), { minLength: 1, maxLength: 6 })
  .map((changes) =>
    changes.reduce((text, [at, length, put]) => text.slice(0, at) + put + text.slice(at + length), GOOD),
  )
  .map((text): Uint8Array => Buffer.from(text));

function outcomeOf(bytes: Uint8Array): string {
  try {
    parseDialogInfo(bytes);
    return 'read';
  } catch (failure) {
    return failure instanceof LamplightError ? failure.reason : `thrown ${failure}`;
  }
}

test('a document is read or refused', () => {
  expect(outcomeOf(Buffer.from(GOOD))).toBe('read');
  fc.assert(
    fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 500 })), (bytes) => {
      expect(['read', 'dialog_info_refused']).toContain(outcomeOf(bytes));
    }),
    SEED,
  );
});

describe('a document as large as may be, of nothing but beginnings, is refused in a moment', () => {
  const wrap = (content: string): string => `<dialog-info version="1" state="full" entity="e">${content}</dialog-info>`;
  const fill = (unit: string): string => unit.repeat(Math.floor((DEFAULT_DOCUMENT_BYTES - 60) / unit.length));
  const UNITS = [
    '<a',
    '</',
    '<a ',
    '<a b="',
    "<a b='",
    '&',
    '&amp',
    '<![CDATA[',
    '<!--',
    '<?xml ',
    '<a>',
    'a="b" ',
    ']]>',
  ];
  test.each(UNITS)('%s', { timeout: 8_000 }, (unit) => {
    // Many times over, so that what grows with the square of the size shows at once.
    for (let round = 0; round < 20; round += 1) {
      expect(['read', 'dialog_info_refused']).toContain(outcomeOf(Buffer.from(wrap(fill(unit)))));
      expect(outcomeOf(Buffer.from(fill(unit)))).toBe('dialog_info_refused');
    }
  });
});
