/**
 * The directory with User.ReadBasic.All: names and mail of everybody, the whole list each time. What it cannot tell, it
 * does not pretend: disabled accounts, rooms, licences, telephone numbers, department and groups stay unknown.
 * Source: Graph, List users; permissions reference, User.ReadBasic.All.
 */
import type { DirectoryOrigin, OriginPage, OriginPerson } from '@lamplight/adapter-kit';
import type { Logger } from '@lamplight/runtime';
import type { TeamsConfig } from '../config.ts';
import { madeOf } from './cursor.ts';
import type { DirectoryRequests } from './directory-requests.ts';
import { BASIC_PROPERTIES, readUser } from './graph-user.ts';
import { LeftOutCounts } from './left-out.ts';
import { failedPage } from './read-failure.ts';
import { taken } from './who-is-taken.ts';

/** The most that Graph gives at once. Source: Graph, List users, `$top`. */
const PAGE = 999;

export class BasicDirectory implements DirectoryOrigin {
  readonly refreshMs: number;
  readonly withoutNumbers =
    'directory.level basic reads no telephone numbers (User.ReadBasic.All has none): lines are matched by UPN and mail only';
  readonly #config: TeamsConfig;
  readonly #requests: DirectoryRequests;
  readonly #logger: Logger;

  constructor(config: TeamsConfig, requests: DirectoryRequests, logger: Logger) {
    this.#config = config;
    this.#requests = requests;
    this.#logger = logger;
    this.refreshMs = config.directory.refresh;
  }

  goesOnFrom(cursor: string): boolean {
    return cursor === madeOf(this.#config);
  }

  async *read(_cursor: string | null, signal: AbortSignal): AsyncGenerator<OriginPage, void> {
    const leftOut = new LeftOutCounts();
    const named = new Set<string>();
    let full = true;
    let path: string | null = `/users?$select=${BASIC_PROPERTIES}&$top=${PAGE}`;
    while (path !== null) {
      const got = await this.#requests.page(path, signal);
      if (got.kind === 'stopped') {
        return;
      }
      if (got.kind === 'failed') {
        yield failedPage(got.failure, 'User.ReadBasic.All');
        return;
      }
      const people: OriginPerson[] = [];
      const kept: string[] = [];
      for (const record of got.value.records) {
        const read = readUser(record);
        if (read.kind === 'unreadable') {
          this.#logger.warn({ person: read.id, problem: read.problem }, 'a user of the directory cannot be understood');
          leftOut.add('unreadable');
          full &&= read.id !== null;
          kept.push(...(read.id === null ? [] : [read.id]));
        } else if (read.kind === 'user' && !named.has(read.user.id)) {
          named.add(read.user.id);
          const found = taken(read.user, this.#config.directory.also);
          if (found.kind === 'taken') {
            people.push(found.person);
          } else {
            leftOut.add(found.reason);
          }
        }
      }
      yield { kind: 'people', people };
      if (kept.length > 0) {
        yield { kind: 'kept', anchors: kept };
      }
      yield leftOut.page();
      yield { kind: 'progress', done: named.size, total: null };
      path = got.value.next;
    }
    yield { kind: 'end', full, cursor: madeOf(this.#config) };
  }
}
