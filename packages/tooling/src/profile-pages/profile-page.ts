/** The page of a shipped profile, from its data and from what `resolve` answers. */
import type { Profile } from '@lamplight/resolver';
import { code, table, wrapped } from './markdown.ts';
import { NOT_IN_THE_SEED, ruleList } from './rule-words.ts';
import { callsTable, teamsTable, writesTable } from './status-tables.ts';

export function profilePage(profile: Profile): string {
  const [said = '', guessed] = profile.description.split(` ${NOT_IN_THE_SEED} `);
  return `${[
    `<!-- Generated from packages/resolver/src/profiles/${profile.id}.ts by npm run gen. -->`,
    `# The profile \`${profile.id}\``,
    `_${profile.title}._`,
    wrapped(said),
    ...(guessed === undefined
      ? []
      : [wrapped(`Where the product's own document is silent, this is our choice: ${guessed}`)]),
    settingsTable(profile),
    '## What is shown for each status of Teams',
    wrapped(
      'Each row is what comes out for Anna, of whom nothing but this is known; "not known" means that Teams decides ' +
        'nothing there, and other systems do. The view of Teams is its icon (a tone) and tooltip. The last column is what her desk phone 101 is told while it is idle.',
    ),
    teamsTable(profile),
    '## What calls do',
    callsTable(profile),
    '## When a call is written to Teams',
    profile.rules.some(({ kind }) => kind === 'write-session')
      ? writesTable(profile)
      : 'Never: there is no rule for it.',
    '## The rules, in order',
    wrapped('The first rule that can fill availability, or the lamp (tone and label), fills it; so with effects.'),
    ruleList(profile),
  ].join('\n\n')}\n`;
}

function settingsTable(profile: Profile): string {
  return table(
    ['setting', 'value'],
    [
      ['order of technologies', `${code(profile.winningTechnology)}, then any other`],
      ['who takes part', participantsInWords(profile)],
      ['writes', profile.writes === 'on' ? 'on' : 'off: read-only'],
      ['lines that count only for whoever is on them', code(profile.sharedKinds)],
      ['lines that are no person', code(profile.placeKinds)],
    ],
  );
}

function participantsInWords({ participants }: Profile): string {
  const { technologies, everybody, groups, people, exceptGroups, exceptPeople } = participants;
  const who = everybody ? 'everybody' : [...groups.map((group) => `group ${group}`), ...people].join(', ');
  const out = [...exceptGroups.map((group) => `group ${group}`), ...exceptPeople].join(', ');
  const except = out === '' ? '' : ` except ${out}`;
  return `${who}${except}; whoever leaves it is without ${code(technologies)}`;
}
