import type { LoggedPresence, PersonId, Problem } from '@lamplight/domain';

/** What a stream needs of the fan-out: its watch set, and who of it is dirty. */
export interface ChangeFeed {
  readonly epoch: string;
  /** The log's highest revision. */
  readonly revision: number;
  /** What a resume token may claim once everything that is not dirty has been sent. */
  readonly watermark: number;
  readonly watchedCount: number;
  readonly dirtyCount: number;
  /** Everybody watched, first watched first. */
  watched(): Iterable<PersonId>;
  isWatching(personId: PersonId): boolean;
  watch(personId: PersonId): void;
  unwatch(personId: PersonId): void;
  isDirty(personId: PersonId): boolean;
  /** Everybody dirty, first marked first. */
  dirty(): Iterable<PersonId>;
  /** Whoever became dirty since the last call. */
  takeMarked(): readonly PersonId[];
  /** The person as they are now, who thereby stops being dirty. */
  take(
    personId: PersonId,
  ):
    | { readonly kind: 'presence'; readonly logged: LoggedPresence }
    | { readonly kind: 'problem'; readonly problem: Problem };
  /** As {@link take}, for looking only. */
  peek(personId: PersonId): ReturnType<ChangeFeed['take']>;
  /** Leaves nothing behind. */
  leave(): void;
}
