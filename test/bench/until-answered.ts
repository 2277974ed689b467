import { type AdminClient, routes } from '@lamplight/admin-api';
import { type Clock, delay } from '@lamplight/runtime';

/** Waits until a gateway that was just started answers its administrator. */
export async function untilAnswered(client: AdminClient, clock: Clock): Promise<void> {
  for (;;) {
    const answered = await client.call(routes.tenants.list, {}).then(
      () => true,
      () => false,
    );
    if (answered) {
      return;
    }
    await delay(clock, 20);
  }
}
