import type { ControlRoute } from '../control/control-route.ts';
import { readInput } from '../control/read-input.ts';
import { subscriptionActionSchema } from './subscription-control.ts';

const VERBS = subscriptionActionSchema.options.map((option) => option.shape.do.value);

/** The calls of the control API about subscriptions. */
export const SUBSCRIPTION_ROUTES: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: 'subscriptions',
    help: 'The subscriptions in force',
    answer: (control) => control.subscriptions.all,
  },
  {
    method: 'GET',
    path: 'subscriptions/*',
    help: 'One of them',
    answer: (control, { ids }) => control.subscriptions.inspect(ids[0] ?? ''),
  },
  {
    method: 'POST',
    path: 'subscriptions/*/actions',
    help: `Let something happen to one: {do: ${VERBS.map((verb) => `"${verb}"`).join(' | ')}, forMs?, count?, userId?}`,
    answer: (control, { ids, body }) =>
      control.subscriptions.act(ids[0] ?? '', readInput(subscriptionActionSchema, body, 'body')),
  },
  {
    method: 'GET',
    path: 'deliveries',
    help: 'Every notification that was delivered, tried or lost: ?subscription= &after=number',
    answer: (control, { query }) => {
      const [subscription, after] = [query.get('subscription'), Number(query.get('after') ?? '0')];
      return control.subscriptions.deliveries.filter(
        ({ number, items }) =>
          number > after && (subscription === null || items.some((item) => item.subscriptionId === subscription)),
      );
    },
  },
  {
    method: 'DELETE',
    path: 'deliveries',
    help: 'Forget the deliveries',
    answer: (control) => control.subscriptions.clearDeliveries(),
  },
];
