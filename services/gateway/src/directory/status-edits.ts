/** How statuses are shown: as the API and the configuration say it, and as the domain has it. */
import type { StatusesBody } from '@lamplight/admin-api';
import type { StatusEdits } from '@lamplight/domain';

export function statusEditsOf(statuses: { readonly [status: string]: Readonly<StatusesBody[string]> }): StatusEdits {
  return Object.freeze(
    Object.fromEntries(
      Object.entries(statuses).map(([status, { tone, label, reach }]) => [
        status,
        Object.freeze({ tone, labelId: label, reach }),
      ]),
    ),
  );
}

export function statusesBody(edits: StatusEdits): StatusesBody {
  return Object.fromEntries(
    Object.entries(edits).map(([status, { tone, labelId, reach }]) => [status, { tone, label: labelId, reach }]),
  );
}
