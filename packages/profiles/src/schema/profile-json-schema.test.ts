import { readFileSync } from 'node:fs';
import { SHIPPED_PROFILES } from '@lamplight/resolver';
import { parseYaml } from '@lamplight/runtime';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { writeProfile } from '../write/write-profile.ts';
import { profileJsonSchema } from './profile-json-schema.ts';
import { SCHEMA_FILE } from './schema-file.ts';

const schema = z.record(z.string(), z.unknown()).parse(profileJsonSchema());

describe('the published schema', () => {
  it('is the one of the format: run npm --prefix packages/profiles run gen', () => {
    expect(JSON.parse(readFileSync(SCHEMA_FILE, 'utf8'))).toEqual(schema);
  });

  it('is of JSON Schema 2020-12, with a description on every field', () => {
    expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema');
    const properties = z.record(z.string(), z.record(z.string(), z.unknown())).parse(schema['properties']);
    const rule = z
      .object({ properties: z.record(z.string(), z.record(z.string(), z.unknown())) })
      .parse(z.record(z.string(), z.unknown()).parse(schema['$defs'])['write-session']);
    for (const [name, field] of Object.entries({ ...properties, ...rule.properties })) {
      // What is referred to has its own.
      expect('description' in field || '$ref' in field, name).toBe(true);
    }
  });

  it.each([...SHIPPED_PROFILES.values()])('takes $id as it is written', (profile) => {
    const document = parseYaml(writeProfile(profile)).value;
    expect(z.fromJSONSchema(schema).safeParse(document).error).toBeUndefined();
  });

  it('takes a rule of the base without its kind, and refuses unknown fields and kinds', () => {
    const accepts = (rule: unknown): boolean =>
      z.fromJSONSchema(schema).safeParse({ id: 'ours', extends: 'lamplight', rules: [rule] }).success;
    expect(accepts({ id: 'call-to-teams', protectCalls: 'dnd' })).toBe(true);
    expect(accepts({ id: 'call-to-teams', protectCall: 'dnd' })).toBe(false);
    expect(accepts({ id: 'mine', kind: 'live-cal' })).toBe(false);
  });
});
