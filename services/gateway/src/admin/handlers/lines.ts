import { type SubjectRef, systemId } from '@lamplight/domain';
import type { Handlers } from '../handler.ts';
import { found } from './found.ts';
import { type AroundImports, importLines } from './imports.ts';
import { answerOf, bindingBody, lineBody, NO_CONTENT, variantOf } from './records.ts';

export function linesHandlers(imports: AroundImports): Handlers['lines'] {
  return {
    list: async ({ query, readTenant }) => {
      const filter = {
        systemId: query.system === undefined ? null : systemId(query.system),
        query: query.query,
        kinds: query.kind,
        bound: query.bound ?? null,
      };
      const page = await readTenant((tenant) =>
        tenant.lines.list(filter, { limit: query.limit, after: query.after ?? null }),
      );
      return { value: { items: page.items.map(lineBody), next: page.next } };
    },
    get: ({ params, readTenant }) =>
      readTenant(async (tenant) => {
        const line = found(await tenant.lines.get(refOf(params)), 'line_unknown', 'line', params.address);
        const bindings = await tenant.bindings.at(line);
        const value = { ...lineBody(line), bindings: bindings.map(bindingBody) };
        return { ...answerOf(value, line), variant: variantOf(bindings) };
      }),
    put: ({ params, body, ifRevision, changeTenant }) =>
      changeTenant(async (tenant) => {
        const line = { ...refOf(params), ...body, origin: 'administrator' } as const;
        const record = await tenant.lines.put(line, ifRevision);
        return answerOf(lineBody(record), record);
      }),
    remove: ({ params, ifRevision, changeTenant }) =>
      changeTenant(async (tenant) => {
        const line = found(await tenant.lines.get(refOf(params)), 'line_unknown', 'line', params.address);
        await tenant.lines.remove(line, ifRevision);
        return NO_CONTENT;
      }),
    import: importLines(imports),
  };
}

function refOf(params: { readonly systemId: string; readonly address: string }): SubjectRef {
  return { systemId: systemId(params.systemId), address: params.address };
}
