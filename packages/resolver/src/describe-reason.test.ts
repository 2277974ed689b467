import { type Reason, systemId } from '@lamplight/domain';
import { describe, expect, it } from 'vitest';
import { catalogue, describeReason, lamplightProfile } from './index.ts';

const reason: Reason = {
  rule: 0,
  applied: true,
  subject: {
    systemId: systemId('entra'),
    address: '{duration}',
    technology: 'MSTEAMS',
    lineKind: null,
    role: 'owner',
    primary: true,
  },
  detail: 'kept-after-change',
};

describe('describeReason', () => {
  it('names subject and duration, and takes nothing in a name for a placeholder', () => {
    expect(describeReason(reason, lamplightProfile, 'en')).toBe(
      '{duration} at entra turned from a call into a meeting less than 60 seconds ago, so it still counts as the call.',
    );
    expect(describeReason(reason, lamplightProfile, 'de-AT')).toContain('vor weniger als 60 Sekunden');
  });

  it('gives a detail that it does not know as it is', () => {
    expect(describeReason({ ...reason, detail: 'toString' }, lamplightProfile, 'en')).toBe('toString');
  });
});

describe('catalogue', () => {
  it('answers with the nearest language', () => {
    expect(catalogue('DE_ch').language).toBe('de');
    expect(catalogue('fi').language).toBe('en');
    expect(catalogue('').language).toBe('en');
    expect(catalogue('de').labels.pending).toBe('Noch nichts gehört');
  });

  it('has the same placeholders in every language', () => {
    const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
    const german: Readonly<Record<string, string>> = catalogue('de').reasons;
    for (const [id, text] of Object.entries(catalogue('en').reasons)) {
      expect(placeholders(german[id] ?? ''), id).toEqual(placeholders(text));
    }
  });

  it('has a version of its own per text', () => {
    expect(catalogue('de').version).not.toBe(catalogue('en').version);
  });
});

describe('labels of a tenant’s own', () => {
  const own = { lab: { en: 'In the lab', de: 'Im Labor' }, site: { fr: 'Sur site' }, busy: { en: 'Engaged' } };

  it('stand beside the shipped ones, in the language asked for, else English, else any', () => {
    const german = catalogue('de-AT', own);
    expect([german.labels['lab'], german.labels['site'], german.labels.busy]).toEqual([
      'Im Labor',
      'Sur site',
      'Engaged',
    ]);
    expect(german.labels.away).toBe('Abwesend');
    expect(catalogue('fr', own).labels['lab']).toBe('In the lab');
  });

  it('change the version, and nothing where there are none', () => {
    expect(catalogue('en', own).version).not.toBe(catalogue('en').version);
    expect(catalogue('en', { lab: { en: 'Lab' } }).version).not.toBe(catalogue('en', { lab: { en: 'Labs' } }).version);
    expect(catalogue('en', {})).toBe(catalogue('en'));
  });
});
