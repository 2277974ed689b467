import {
  type MatchingSettings,
  matchingSettings,
  type Privacy,
  privacySettings,
  profilesSettings,
  type Retention,
  retentionSettings,
  type SETTINGS,
  type Twinning,
  twinningSettings,
} from '@lamplight/admin-api';
import type { Logger } from '@lamplight/runtime';
import type { Json } from '@lamplight/store';
import { z } from 'zod';
import type { ChosenProfiles, LiveSettings } from '../tenant/live-settings.ts';
import { statusEditsOf } from './status-edits.ts';

type Sections = Readonly<Record<string, { readonly value: Json }>>;

/**
 * Settings as the store has them. A section that is absent is as good as an empty one. One that cannot be read has its
 * defaults, and of privacy the strictest preset: rather too little shown than too much.
 */
export class StoredSettings implements LiveSettings {
  readonly #logger: Logger;
  readonly #listeners = new Set<() => void>();
  #privacy: Privacy = privacySettings.parse({});
  #retention: Retention = retentionSettings.parse({});
  #matching: MatchingSettings = matchingSettings.parse({});
  #twinning: Twinning = twinningSettings.parse({});
  #profiles: ChosenProfiles = { ...profilesSettings.parse({}), statuses: {} };
  #taken = '';
  /** Whoever holds the section has the same object while nothing in it differs. */
  #takenProfiles: string | undefined;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  get privacy(): Privacy {
    return this.#privacy;
  }

  get retention(): Retention {
    return this.#retention;
  }

  get matching(): MatchingSettings {
    return this.#matching;
  }

  get twinning(): Twinning {
    return this.#twinning;
  }

  get profiles(): ChosenProfiles {
    return this.#profiles;
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Puts what the store says in force; listeners are called where anything differs. */
  take(sections: Sections): void {
    const { privacy, retention, matching, twinning, profiles } = sections;
    const values = [privacy, retention, matching, twinning, profiles].map((section) => section?.value);
    const all = JSON.stringify(values);
    if (all === this.#taken) {
      return;
    }
    this.#taken = all;
    this.#privacy = this.#parse('privacy', privacySettings, privacy?.value, { preset: 'works-council' });
    this.#retention = this.#parse('retention', retentionSettings, retention?.value, {});
    this.#matching = this.#parse('matching', matchingSettings, matching?.value, {});
    this.#twinning = this.#parse('twinning', twinningSettings, twinning?.value, {});
    const text = JSON.stringify(profiles?.value);
    if (text !== this.#takenProfiles) {
      this.#takenProfiles = text;
      const chosen = this.#parse('profiles', profilesSettings, profiles?.value, {});
      this.#profiles = { ...chosen, statuses: statusEditsOf(chosen.statuses) };
    }
    for (const listener of [...this.#listeners]) {
      listener();
    }
  }

  #parse<Schema extends z.ZodType>(
    section: keyof typeof SETTINGS,
    schema: Schema,
    value: Json | undefined,
    fallback: Json,
  ): z.output<Schema> {
    const parsed = schema.safeParse(value === undefined ? {} : value);
    if (parsed.success) {
      return parsed.data;
    }
    this.#logger.error(
      { section, problems: z.prettifyError(parsed.error) },
      'settings in the store are not valid: defaults are in force, and the strictest privacy',
    );
    return schema.parse(fallback);
  }
}
