import { describe, expect, test } from 'vitest';
import { personId, systemId } from './ids.ts';
import { subjectKey } from './subject.ts';

describe('ids', () => {
  test.each(['', 'a'.repeat(129), 'line\nbreak', 'nul\u0000'])('%j is refused', (value) => {
    expect(() => personId(value)).toThrow(RangeError);
  });

  test('extension 567 at two sites is two subjects, however ids and addresses are cut', () => {
    const keys = [
      subjectKey({ systemId: systemId('berlin'), address: '567' }),
      subjectKey({ systemId: systemId('hamburg'), address: '567' }),
      subjectKey({ systemId: systemId('berlin5'), address: '67' }),
    ];
    expect(new Set(keys).size).toBe(3);
  });
});
