import fc from 'fast-check';
import { parseFragment } from 'parse5';
import { expect, test } from 'vitest';
import { html } from './html.ts';

test('whatever text is put in comes out as that text, and as nothing else', () => {
  fc.assert(
    // Browsers read these as another character or none, whatever stands around them.
    fc.property(
      fc.string({ unit: 'grapheme' }).filter((text) => !/[\0\r\ud800-\udfff]/u.test(text)),
      (text) => {
        const { text: page } = html`<p title="${text}">${text}</p>`;
        expect(parseFragment(page).childNodes).toMatchObject([
          {
            nodeName: 'p',
            attrs: [{ name: 'title', value: text }],
            childNodes: text === '' ? [] : [{ nodeName: '#text', value: text }],
          },
        ]);
      },
    ),
    { numRuns: 300, examples: [['<script>'], ['"&amp;'], ["' onclick='"]] },
  );
});

test('parts that are HTML stay so, also in lists', () => {
  expect(html`<ul>${['a', '<b>'].map((item) => html`<li>${item}</li>`)}${3}</ul>`.text).toBe(
    '<ul><li>a</li><li>&lt;b&gt;</li>3</ul>',
  );
});
