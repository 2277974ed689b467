/** The schemas of the route table as components of OpenAPI: those with a name are written once and referred to. */
import { z } from 'zod';
import type { Route } from '../route.ts';
import { allRoutes } from '../routes/routes.ts';
import { listPreview, match, matchProblem, matchReport, userMatchingList } from '../schemas/matching.ts';
import {
  address,
  binding,
  bindingInput,
  group,
  line,
  lineInput,
  person,
  personInput,
  personPatch,
  personWithBindings,
  proposal,
} from '../schemas/people.ts';
import { byteStream, job, json, parameterShapes, problem } from '../schemas/shared.ts';
import { statuses, statusesInput } from '../schemas/shown-as.ts';
import {
  auditEntry,
  credentialInput,
  key,
  keyInput,
  newKey,
  numberPlan,
  source,
  system,
  systemInput,
  tenant,
  verdict,
} from '../schemas/tenancy.ts';

export type SchemaObject = Record<string, unknown>;

const ANSWERS: Readonly<Record<string, z.ZodType>> = {
  Address: address,
  AuditEntry: auditEntry,
  AuditVerdict: verdict,
  Binding: binding,
  Group: group,
  Job: job,
  Json: json,
  Key: key,
  Line: line,
  ListPreview: listPreview,
  Match: match,
  MatchProblem: matchProblem,
  MatchReport: matchReport,
  NewKey: newKey,
  NumberPlan: numberPlan,
  Person: person,
  PersonWithBindings: personWithBindings,
  Problem: problem,
  Proposal: proposal,
  Source: source,
  Statuses: statuses,
  System: system,
  Tenant: tenant,
  UserMatchingList: userMatchingList,
};

const BODIES: Readonly<Record<string, z.ZodType>> = {
  AddressInput: address,
  BindingInput: bindingInput,
  CredentialInput: credentialInput,
  Json: json,
  KeyInput: keyInput,
  LineInput: lineInput,
  NumberPlanInput: numberPlan,
  PersonInput: personInput,
  PersonPatch: personPatch,
  StatusesInput: statusesInput,
  SystemInput: systemInput,
};

export interface Components {
  readonly schemas: Readonly<Record<string, SchemaObject>>;
  /** A reference to what a route answers with; undefined: nothing, or a stream. */
  answerOf(routeId: string): SchemaObject | undefined;
  bodyOf(routeId: string): SchemaObject | undefined;
}

export function componentsOf(): Components {
  const answers = named(ANSWERS, (route) => route.answer, 'Answer');
  const bodies = named(BODIES, (route) => route.body, 'Body');
  const schemas = { ...written(answers, 'output'), ...written(bodies, 'input') };
  return {
    schemas: Object.fromEntries(Object.entries(schemas).sort(([one], [other]) => (one < other ? -1 : 1))),
    answerOf: (routeId) => reference(answers, allRoutes.find(({ id }) => id === routeId)?.answer),
    bodyOf: (routeId) => reference(bodies, allRoutes.find(({ id }) => id === routeId)?.body),
  };
}

/** One parameter's schema. */
export function parameterOf(schema: z.ZodType): SchemaObject {
  const { $schema: _, ...written } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const shape = parameterShapes.get(zodSchema)?.shape;
      if (shape !== undefined) {
        replace(jsonSchema, shape);
      }
    },
  });
  return written;
}

type Names = ReadonlyMap<z.ZodType, string>;

function named(
  shared: Readonly<Record<string, z.ZodType>>,
  schemaOf: (route: Route) => z.ZodType,
  suffix: string,
): Names {
  const names = new Map(Object.entries(shared).map(([name, schema]) => [schema, name]));
  for (const route of allRoutes) {
    const schema = schemaOf(route);
    if (!names.has(schema) && schema !== byteStream && !(schema instanceof z.ZodUndefined)) {
      names.set(schema, `${operationName(route.id)}${suffix}`);
    }
  }
  return names;
}

/** `people.list` as `PeopleList`. */
function operationName(id: string): string {
  return id.replaceAll(/(?:^|\.)(\w)/g, (_, first: string) => first.toUpperCase());
}

function reference(names: Names, schema: z.ZodType | undefined): SchemaObject | undefined {
  const name = schema === undefined ? undefined : names.get(schema);
  return name === undefined ? undefined : { $ref: place(name) };
}

function place(name: string): string {
  return `#/components/schemas/${name}`;
}

function written(names: Names, io: 'input' | 'output'): Record<string, SchemaObject> {
  const registry = z.registry<{ id: string }>();
  for (const [schema, name] of names) {
    registry.add(schema, { id: name });
  }
  const { schemas } = z.toJSONSchema(registry, {
    io,
    uri: place,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === json) {
        replace(jsonSchema, { description: 'Any JSON.' });
      }
      // An answer may gain members: a client that refuses those it does not know would break.
      if (io === 'output') {
        delete jsonSchema.additionalProperties;
      }
    },
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _, $id: __, ...schema }]) => [name, schema]),
  );
}

function replace(written: object, shape: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(written)) {
    Reflect.deleteProperty(written, name);
  }
  Object.assign(written, shape);
}
