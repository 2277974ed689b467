import type { ExplainAnswer } from '@lamplight/client';
import type { Clock } from '@lamplight/runtime';
import { label } from '../board/describe.ts';
import { type Page, type Paragraph, section } from '../board/paragraphs.ts';
import { headline } from '../board/render-detail.ts';
import { findPerson, selectorOf } from '../selector.ts';
import type { Session } from '../session.ts';
import type { Terminal } from '../terminal.ts';

/** Why somebody shows what they show: the claims, the rules that decided and those that did not, and the effects. */
export async function explain(
  session: Session,
  name: string,
  options: { readonly json: boolean },
  modules: { readonly terminal: Terminal; readonly clock: Clock },
): Promise<void> {
  const { terminal, clock } = modules;
  const entry = await findPerson(session.client, name);
  const answer = await session.client.directory.explain(selectorOf(entry), session.language);
  if (options.json) {
    terminal.write(`${JSON.stringify(answer)}\n`);
    return;
  }
  const words = await session.client.directory.catalogue(session.language);
  const page = { columns: terminal.size().columns, colours: terminal.colours };
  terminal.write(`${renderExplanation(answer, { words, page, now: clock.now() }).join('\n')}\n`);
}

/** The explanation as the lines of a page: what decided before what was looked at and discarded. Pure. */
export function renderExplanation(
  answer: ExplainAnswer,
  { words, page, now }: { readonly words: Parameters<typeof label>[1]; readonly page: Page; readonly now: number },
): readonly string[] {
  const { person, presence, profileId, claims, rules, effects, revisitAt } = answer;
  const shown =
    presence === null
      ? 'nothing concluded yet'
      : `${label(presence, words)} (${presence.availability}/${presence.activity})`;
  const applied = rules.filter((rule) => rule.applied);
  const discarded = rules.filter((rule) => !rule.applied);
  return [
    `${headline(person, presence, page)}: ${shown}`,
    ...section('What the systems say', claims.map(claimParagraph), page),
    ...section(`Profile ${profileId}: what decided`, applied.map(ruleParagraph), page),
    ...(discarded.length === 0
      ? []
      : section(`Profile ${profileId}: what was discarded, and why`, discarded.map(ruleParagraph), page)),
    ...section('Effects: what is wanted of the systems', effectParagraphs(effects), page),
    ...(revisitAt === null
      ? []
      : ['', `Looked at again in ${Math.max(0, Math.round((revisitAt - now) / 1000))} s, without any news.`]),
  ];
}

function claimParagraph(claim: ExplainAnswer['claims'][number]): Paragraph {
  const source = claim.sourceId === '' ? '' : `, from ${claim.sourceId} #${claim.sequence}`;
  return {
    lead: `${claim.systemId} (${claim.technology})`,
    text: `${claim.address}: ${claim.summary} (${claim.freshness}${source})`,
  };
}

/** What no rule decides, such as a pause, has a word and no number. */
function ruleParagraph({ index, ruleId, text }: ExplainAnswer['rules'][number]): Paragraph {
  return { lead: `${String(index ?? '').padStart(2)} ${ruleId}`, text };
}

function effectParagraphs(effects: ExplainAnswer['effects']): readonly Paragraph[] {
  return effects.length === 0
    ? [{ lead: '', text: 'Nothing.' }]
    : effects.map(({ systemId, address, desired, outcome, reason }) => ({
        lead: systemId,
        text: `${address}: ${desired} (${outcome}${reason === '' ? '' : `: ${reason}`})`,
      }));
}
