import type { Problem, ReportHello, SourcePrincipal } from '@lamplight/domain';
import { problem } from '../problem.ts';
import type { SystemBook } from './ports.ts';

/** Whether the key may speak for the system that its source names, and whether it names it rightly; null: yes. */
export function checkHello(hello: ReportHello, principal: SourcePrincipal, book: SystemBook): Problem | null {
  const { systemId, technology } = hello;
  // Before the system is looked up, so that a key does not learn which systems there are.
  if (!principal.systemIds.includes(systemId)) {
    return problem(
      'not_a_source',
      `system_id: this key may not speak for ${JSON.stringify(systemId)}. Use a key of that system, or name one of the key's: ${principal.systemIds.join(', ')}.`,
      { system: systemId },
    );
  }
  const system = book.systems.get(systemId);
  if (system === undefined) {
    return problem(
      'system_unknown',
      `system_id: there is no system ${JSON.stringify(systemId)} at this tenant. Name it in the directory first.`,
      { system: systemId },
    );
  }
  if (system.technology !== technology) {
    return problem(
      'technology_mismatch',
      `technology: system ${JSON.stringify(systemId)} is ${system.technology}, the source says ${JSON.stringify(technology)}. Correct the one that is wrong.`,
      { system: systemId },
    );
  }
  return null;
}
