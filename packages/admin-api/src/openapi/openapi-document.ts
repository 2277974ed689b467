/** The route table as an OpenAPI 3.1 document, for other languages and for people; nothing in it is written by hand twice. */
import { z } from 'zod';
import type { Route } from '../route.ts';
import { allRoutes } from '../routes/routes.ts';
import { type Components, componentsOf, parameterOf, type SchemaObject } from './components.ts';

const PROBLEM = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

/** Answers that are problems, by status. */
const PROBLEMS: Readonly<Record<string, string>> = {
  '400': 'The request is not as expected; `errors` names each field.',
  '401': 'No key came, or one that is not known.',
  '403': 'The key has not the role, or is of another tenant.',
  '404': 'There is no such thing here.',
  '409': 'The change is not possible as things stand.',
  '412': 'The record has changed since it was read.',
  '413': 'The body is too large.',
  '415': 'The body has another media type.',
  '422': 'The idempotency key was used for another request.',
  '429': 'Too many unknown keys came from this address.',
};

const HEADERS = {
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'The ETag of the record as it was read: the change is made only if nobody changed it since.',
    schema: { type: 'string', examples: ['"7"'] },
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: 'An ETag that the caller has: 304 if it still holds.',
    schema: { type: 'string', examples: ['"7"'] },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'Makes a repeated request answer what the first one did, for a day.',
    schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,128}$' },
  },
} as const;

export interface OpenApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, SchemaObject>>>>;
  readonly [member: string]: unknown;
}

/** @param version of the gateway that serves it */
export function openApiDocument(version: string): OpenApiDocument {
  const components = componentsOf();
  const paths: Record<string, Record<string, SchemaObject>> = {};
  for (const route of allRoutes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route, components) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Lamplight admin API',
      version,
      description:
        'People, lines, bindings and everything else that an administrator keeps. Times are RFC 3339 in UTC.',
    },
    servers: [{ url: '/' }],
    security: [{ key: [] }],
    tags: [...new Set(allRoutes.map(nounOf))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'A key of Lamplight: `Authorization: Bearer ll_…`.' },
      },
      parameters: HEADERS,
      headers: { ETag: { description: 'For If-Match and If-None-Match.', schema: { type: 'string' } } },
      responses: Object.fromEntries(
        Object.entries(PROBLEMS).map(([status, description]) => [
          `Problem${status}`,
          { description, content: PROBLEM },
        ]),
      ),
      schemas: components.schemas,
    },
  };
}

function operationOf(route: Route, components: Components): SchemaObject {
  const who = [...route.roles, ...(route.self ? ["the person's own key, where policy allows"] : [])];
  return {
    operationId: route.id,
    tags: [nounOf(route)],
    summary: route.summary,
    description: `For ${who.join(', ')}${route.scope === 'installation' ? ', with a key of the installation' : ''}.`,
    'x-lamplight-roles': route.roles,
    'x-lamplight-scope': route.scope,
    'x-lamplight-self': route.self,
    ...listOf('parameters', [
      ...parametersIn('path', route.params),
      ...parametersIn('query', route.query),
      ...headersOf(route),
    ]),
    ...bodyOf(route, components),
    responses: { [String(route.status)]: answerOf(route, components), ...problemsOf(route) },
  };
}

function nounOf({ id }: Route): string {
  return id.slice(0, id.indexOf('.'));
}

function parametersIn(place: 'path' | 'query', schema: z.ZodType): SchemaObject[] {
  if (!(schema instanceof z.ZodObject)) {
    return [];
  }
  return Object.entries<z.ZodType>(schema.shape).map(([name, member]) => ({
    name,
    in: place,
    required: !member.safeParse(undefined).success,
    schema: { ...parameterOf(member), ...(member instanceof z.ZodDefault ? { default: member.def.defaultValue } : {}) },
  }));
}

function headersOf(route: Route): SchemaObject[] {
  const names: (keyof typeof HEADERS)[] = [];
  if (route.versioned && route.status !== 201) {
    names.push(route.method === 'GET' ? 'IfNoneMatch' : 'IfMatch');
  }
  if (takesIdempotencyKey(route)) {
    names.push('IdempotencyKey');
  }
  return names.map((name) => ({ $ref: `#/components/parameters/${name}` }));
}

/** Answers are kept with a tenant, so routes of the installation take no key. */
function takesIdempotencyKey(route: Route): boolean {
  return route.method !== 'GET' && route.scope === 'tenant';
}

function bodyOf(route: Route, components: Components): SchemaObject {
  const schema = components.bodyOf(route.id);
  const type = route.bodyType ?? (schema === undefined ? undefined : 'application/json');
  return type === undefined
    ? {}
    : {
        requestBody: {
          required: true,
          description: `At most ${route.maxBody} bytes.`,
          content: { [type]: schema === undefined ? {} : { schema } },
        },
      };
}

function answerOf(route: Route, components: Components): SchemaObject {
  const schema = components.answerOf(route.id);
  const type = route.answerType ?? (schema === undefined ? undefined : 'application/json');
  return {
    description: route.answerType === undefined ? 'Done.' : 'A stream that lasts as long as the caller reads.',
    ...(route.versioned && route.status !== 204 ? { headers: { ETag: { $ref: '#/components/headers/ETag' } } } : {}),
    ...(type === undefined ? {} : { content: { [type]: schema === undefined ? {} : { schema } } }),
  };
}

function problemsOf(route: Route): SchemaObject {
  const hasBody = !(route.body instanceof z.ZodUndefined);
  const changes = route.method !== 'GET';
  const statuses = [
    '400',
    '401',
    '403',
    ...(route.path.includes('{') ? ['404'] : []),
    ...(changes ? ['409'] : []),
    ...(changes && route.versioned ? ['412'] : []),
    ...(hasBody ? ['413', '415'] : []),
    ...(takesIdempotencyKey(route) ? ['422'] : []),
    '429',
  ];
  return {
    ...(route.method === 'GET' && route.versioned ? { '304': { description: 'The caller has it already.' } } : {}),
    ...Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/Problem${status}` }])),
    default: { description: 'Another problem.', content: PROBLEM },
  };
}

function listOf(name: string, items: readonly SchemaObject[]): SchemaObject {
  return items.length === 0 ? {} : { [name]: items };
}
