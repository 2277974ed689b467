import type { TenantId } from '@lamplight/domain';
import type { StoreView } from '@lamplight/store';

const PAGE = 1_000;

/** Every tenant of the store. */
export async function* everyTenant(
  view: StoreView,
): AsyncGenerator<{ readonly id: TenantId; readonly displayName: string }> {
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<StoreView['tenants']['list']>> = await view.tenants.list({ limit: PAGE, after });
    yield* page.items;
    after = page.next;
  } while (after !== null);
}
