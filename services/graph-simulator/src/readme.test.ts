import { readFileSync } from 'node:fs';
import { loadConfig } from '@lamplight/runtime';
import { expect, test } from 'vitest';
import { CONTROL_ROUTES } from './control/control-routes.ts';
import { actionRows } from './control/person-action.ts';
import { faultSchema } from './faults/fault.ts';
import { simulatorConfigSchema } from './simulator-config.ts';
import { switchRows } from './switches/switches.ts';

const TEXT = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
/** Tables are padded to line up: that is of no matter here. */
const README = TEXT.replaceAll(/ +/g, ' ');
const inTable = (text: string): string => text.replaceAll('|', '\\|');

test('the README has every switch as it is', () => {
  for (const { name, byDefault, values, fact } of switchRows()) {
    expect(README).toContain(`| \`${name}\` | \`${byDefault}\` | ${values} | ${inTable(fact)} |`);
  }
});

test('the README has every action as it is', () => {
  for (const row of actionRows()) {
    expect(README).toContain(`| \`${row.do}\` | ${inTable(row.description)} |`);
  }
});

test('the README has every call of the control API as it is', () => {
  for (const { method, path, help } of CONTROL_ROUTES) {
    expect(README).toContain(`| \`${method} /${path}\` | ${inTable(help)} |`);
  }
});

test('the README has every kind of fault', () => {
  for (const option of faultSchema.shape.answer.options) {
    expect(README).toContain(`| \`${option.shape.kind.value}\``);
  }
});

test('the configuration in the README is one', () => {
  const text = /```yaml\n([^`]*)```/.exec(TEXT)?.[1] ?? '';
  const config = loadConfig({ schema: simulatorConfigSchema, text, fileName: 'README.md' });
  expect(config).toMatchObject({ samplePeople: 12, switches: { unknownIds: '404' }, latency: { on: true } });
});
