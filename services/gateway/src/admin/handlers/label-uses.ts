import { LamplightError } from '@lamplight/runtime';
import type { TenantView } from '@lamplight/store';
import { checkAmong, profilesAround } from './checked-profile.ts';

/** @throws LamplightError `request_not_possible` that names who would be left without the label's words */
export async function requireUnusedLabels(
  tenant: TenantView,
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
): Promise<void> {
  for (const label of [...before].filter((id) => !after.has(id))) {
    const people = await tenant.people.countByLabel(label);
    const uses = [
      ...(people === 0 ? [] : [`${people} ${people === 1 ? 'person' : 'people'} (statuses)`]),
      ...(await profilesWithLabel(tenant, before, label)).map((id) => `the profile ${JSON.stringify(id)}`),
    ];
    if (uses.length > 0) {
      throw new LamplightError(
        'request_not_possible',
        `the label ${JSON.stringify(label)} is used by ${uses.join(', ')}: change them first, or keep it in labels`,
      );
    }
  }
}

/** Those that could be read with it, and could not be without. */
async function profilesWithLabel(
  tenant: TenantView,
  labels: ReadonlySet<string>,
  label: string,
): Promise<readonly string[]> {
  const { kept } = await profilesAround(tenant, undefined);
  const without = new Set([...labels].filter((id) => id !== label));
  const unchecked = { groups: null, systems: null, hasPerson: null };
  const isGood = (content: string, id: string, known: ReadonlySet<string>): boolean =>
    checkAmong({ kept, surroundings: { ...unchecked, labels: known } }, content, id).profile !== null;
  return [...kept.values()].flatMap(({ record, inForce }) => {
    const { id, content } = inForce ?? record;
    return isGood(content, id, labels) && !isGood(content, id, without) ? [id] : [];
  });
}
