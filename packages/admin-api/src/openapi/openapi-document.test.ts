import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { allRoutes } from '../routes/routes.ts';
import { openApiDocument } from './openapi-document.ts';
import { OPENAPI_FILE, openApiText } from './openapi-file.ts';

const document = openApiDocument('1.2.3');
const text = JSON.stringify(document);

const operation = z.object({
  operationId: z.string(),
  'x-lamplight-roles': z.array(z.string()),
  parameters: z.array(z.object({ name: z.string().optional(), schema: z.unknown().optional() })).default([]),
});
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, said]) => ({ path, method, ...operation.parse(said) })),
);

describe('openApiDocument', () => {
  test('holds under the official schema of OpenAPI 3.1', async () => {
    const validator = new Validator();
    const result = await validator.validate(JSON.parse(text));
    expect(result.errors ?? []).toEqual([]);
    expect([result.valid, validator.version]).toEqual([true, '3.1']);
  });

  test('every route has one operation, with its own id and its roles', () => {
    expect(operations.map(({ operationId, path, method }) => `${operationId} ${method} ${path}`).sort()).toEqual(
      allRoutes.map(({ id, path, method }) => `${id} ${method.toLowerCase()} ${path}`).sort(),
    );
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(allRoutes.length);
    for (const route of allRoutes) {
      expect(operations.find(({ operationId }) => operationId === route.id)?.['x-lamplight-roles']).toEqual(
        route.roles,
      );
    }
  });

  test('every parameter of a path is described, and nothing else stands there', () => {
    for (const route of allRoutes) {
      const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const described = operations
        .find(({ operationId }) => operationId === route.id)
        ?.parameters.flatMap(({ name }) => (name !== undefined && inPath.includes(name) ? [name] : []));
      expect(described?.sort()).toEqual(inPath.sort());
    }
  });

  test('every reference leads somewhere, and no schema is a mere anything by accident', () => {
    for (const [, pointer = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const found = pointer
        .split('/')
        .reduce<unknown>((at, segment) => Object.entries(at ?? {}).find(([name]) => name === segment)?.[1], document);
      expect(found, pointer).toBeDefined();
    }
    expect(text).not.toContain('$defs');
    expect(
      operations.flatMap(({ parameters }) => parameters).filter(({ schema }) => JSON.stringify(schema) === '{}'),
    ).toEqual([]);
  });

  test('query parameters read as what a caller writes', () => {
    const of = (id: string) =>
      Object.fromEntries(
        operations
          .find(({ operationId }) => operationId === id)
          ?.parameters.flatMap(({ name, schema }) => (name === undefined ? [] : [[name, schema]])) ?? [],
      );
    expect(of('lines.list')).toMatchObject({
      limit: { type: 'integer', minimum: 1, maximum: 1_000, default: 100 },
      bound: { type: 'boolean' },
      kind: { type: 'array', items: { type: 'string', enum: expect.arrayContaining(['dect']) } },
    });
    expect(of('audit.stream')).toMatchObject({ after: { type: 'integer', minimum: 0 }, follow: { type: 'boolean' } });
  });

  test('the file beside the package is what the routes say (else: npm run openapi, in this package)', () => {
    expect(JSON.parse(readFileSync(OPENAPI_FILE, 'utf8'))).toEqual(JSON.parse(openApiText()));
  });
});
