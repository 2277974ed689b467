import { AS_THE_TENANT, type StatusEdits, type StatusSettings } from '@lamplight/domain';

/** How statuses are shown of the people of one tenant: what a person has of their own goes before the tenant's. */
export class MergedStatuses {
  readonly #tenant: StatusEdits;
  /** One for each object that a person's settings are: they live as long as the person's record. */
  readonly #merged = new WeakMap<StatusEdits, StatusEdits>();

  constructor(tenant: StatusEdits) {
    this.#tenant = tenant;
  }

  /** @param own a person's */
  over(own: StatusEdits): StatusEdits {
    if (own === AS_THE_TENANT.statuses) {
      return this.#tenant;
    }
    const known = this.#merged.get(own);
    if (known !== undefined) {
      return known;
    }
    const merged = Object.keys(own).length === 0 ? this.#tenant : merge(this.#tenant, own);
    this.#merged.set(own, merged);
    return merged;
  }
}

function merge(tenant: StatusEdits, own: StatusEdits): StatusEdits {
  const merged = new Map<string, StatusSettings>(Object.entries(tenant));
  for (const [status, settings] of Object.entries(own)) {
    const below = merged.get(status);
    merged.set(
      status,
      Object.freeze({
        tone: settings.tone ?? below?.tone ?? null,
        labelId: settings.labelId ?? below?.labelId ?? null,
        reach: settings.reach ?? below?.reach ?? null,
      }),
    );
  }
  return Object.freeze(Object.fromEntries(merged));
}
