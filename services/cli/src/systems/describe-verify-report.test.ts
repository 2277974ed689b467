import type { VerifyReport } from '@lamplight/teams-adapter/verify';
import { expect, test } from 'vitest';
import { describeReport } from './describe-verify-report.ts';

const REPORT: VerifyReport = {
  writeToRead: { count: 4, median: 1_240, longest: 3_456 },
  clearToRead: { count: 4, median: 800, longest: 900 },
  notShown: 0,
  clearOfNothing: '404',
  meeting: 'call-shows',
  unknownIds: 'omit',
  casing: 'pascal',
  sequence: 'grows',
  proposal: {
    settings: { visibilityDelay: '6s' },
    switches: { unknownIds: 'omit', casing: 'pascal' },
    warnings: [],
  },
};

test('what was measured, and the settings as they are pasted', () => {
  expect(describeReport(REPORT)).toBe(`A write shows after     1.24 s (median of 4), at most 3.46 s
A clear shows after     0.80 s (median of 4), at most 0.90 s
In a meeting            our call goes before a calendar meeting
Unknown ids             left out of the answer
Clearing nothing        answers 404
Spelling                PascalCase
sequenceNumber          grows with each change

Proposed for the system:
  teams:
    visibilityDelay: 6s

For the simulator, to behave as this tenant:
  switches:
    unknownIds: "omit"
    casing: "pascal"`);
});

test('what was never shown, the defaults, and what settings cannot cure', () => {
  const text = describeReport({
    ...REPORT,
    writeToRead: null,
    clearToRead: null,
    meeting: 'not-measured',
    unknownIds: '404',
    clearOfNothing: '200',
    casing: 'lowerCamel',
    sequence: 'absent',
    proposal: {
      settings: {},
      switches: { unknownIds: '404', casing: 'lowerCamel' },
      warnings: ['a first one', 'a second one'],
    },
  });
  expect(text).toContain('A write shows after     never in this run');
  expect(text).toContain('A clear shows after     never in this run');
  expect(text).toContain('In a meeting            not measured');
  expect(text).toContain('Unknown ids             fail the whole read (404)');
  expect(text).toContain('Clearing nothing        answers 200');
  expect(text).toContain('Spelling                lowerCamelCase');
  expect(text).toContain('sequenceNumber          is not there: reads are ordered by when they began');
  expect(text).toContain('The default settings will do.');
  expect(text).not.toContain('Proposed for the system');
  // Quoted: YAML reads a bare 404 as a number, and the switch is a word.
  expect(text).toContain('unknownIds: "404"');
  expect(text.endsWith('\n\nNote: a first one.\n\nNote: a second one.')).toBe(true);
});
