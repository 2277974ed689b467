/** Every metric that the gateway exposes. A name that is not here is not measured. */

export interface Metric {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets, in the unit of its name. */
  readonly buckets?: readonly number[];
}

const FAST = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1] as const;

export const METRICS = {
  lamplight_subscribe_streams: { type: 'gauge', help: 'Subscribe streams that are open.', labels: [] },
  lamplight_subscribe_refused_total: {
    type: 'counter',
    help: 'Subscribe streams refused before they began, by reason.',
    labels: ['reason'],
  },
  lamplight_subscribe_ended_total: {
    type: 'counter',
    help: 'Subscribe streams that ended, by reason; client: the watcher left.',
    labels: ['reason'],
  },
  lamplight_subscribe_stream_seconds: {
    type: 'histogram',
    help: 'How long Subscribe streams lasted.',
    labels: [],
    buckets: [1, 10, 60, 600, 1800, 3600, 7200],
  },
  lamplight_subscribe_messages_total: {
    type: 'counter',
    help: 'Messages sent on Subscribe streams, by kind.',
    labels: ['kind'],
  },
  lamplight_subscribe_changes_total: {
    type: 'counter',
    help: 'Changes of people sent on Subscribe streams.',
    labels: [],
  },
  lamplight_subscribe_unrecognised_total: {
    type: 'counter',
    help: 'Requests of a kind that this gateway does not know, which were ignored.',
    labels: [],
  },
  lamplight_directory_requests_total: {
    type: 'counter',
    help: 'Answered requests of the directory service, by method and reason; ok: it succeeded.',
    labels: ['method', 'reason'],
  },
  lamplight_directory_request_seconds: {
    type: 'histogram',
    help: 'How long requests of the directory service took.',
    labels: ['method'],
    buckets: FAST,
  },
  lamplight_claims_accepted_total: { type: 'counter', help: 'Claims taken, by system.', labels: ['system'] },
  lamplight_claims_refused_total: {
    type: 'counter',
    help: 'Claims refused, by system and reason.',
    labels: ['system', 'reason'],
  },
  lamplight_logins_unresolved_total: {
    type: 'counter',
    help: 'Logins to lines that could not be told to be one person, by system and reason: unknown, ambiguous.',
    labels: ['system', 'reason'],
  },
  lamplight_directory_changes_total: {
    type: 'counter',
    help: 'People who came, changed or went as the store was read.',
    labels: [],
  },
  lamplight_directory_read_failed_total: {
    type: 'counter',
    help: 'Readings of a tenant that the store did not answer, by reason.',
    labels: ['reason'],
  },
  lamplight_lease_lapsed_total: { type: 'counter', help: 'Leases of sources that lapsed.', labels: ['system'] },
  lamplight_resolve_seconds: {
    type: 'histogram',
    help: 'How long it took to conclude the presence of one person.',
    labels: [],
    buckets: [0.00001, 0.00005, 0.0001, 0.0005, 0.001, 0.005, 0.01],
  },
  lamplight_resolve_failed_total: {
    type: 'counter',
    help: 'People whose presence could not be concluded: a fault of the program.',
    labels: [],
  },
  lamplight_presence_appended_total: {
    type: 'counter',
    help: 'Presences appended to the presence log.',
    labels: [],
  },
  lamplight_presence_append_failed_total: {
    type: 'counter',
    help: 'Presences that the presence log did not take, by reason.',
    labels: ['reason'],
  },
  lamplight_effects_total: {
    type: 'counter',
    help: 'Effects that became wanted, by system and kind; none: nothing is wanted any more.',
    labels: ['system', 'kind'],
  },
  lamplight_effect_results_total: {
    type: 'counter',
    help: 'What became of effects, by system, kind and outcome.',
    labels: ['system', 'kind', 'outcome'],
  },
  lamplight_retention_swept_total: {
    type: 'counter',
    help: 'Data that went because its time was over, by kind.',
    labels: ['kind'],
  },
} as const satisfies Record<string, Metric>;
