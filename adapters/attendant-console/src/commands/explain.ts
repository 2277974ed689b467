import type { ExplainAnswer } from '@lamplight/client';
import type { Clock } from '@lamplight/runtime';
import { label } from '../board/describe.ts';
import { lamp } from '../board/lamp.ts';
import { printable } from '../board/text-width.ts';
import { findPerson, handle, selectorOf } from '../selector.ts';
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
  const shown = answer.presence === null ? 'nothing concluded yet' : label(answer.presence, words);
  const tone = answer.presence?.tone ?? 'unknown';
  const pair = answer.presence === null ? '' : ` (${answer.presence.availability}/${answer.presence.activity})`;
  const lines = [
    `${lamp(tone, terminal.colours)} ${printable(`${entry.displayName} (${handle(entry)})`)}: ${shown}${pair}, by profile ${answer.profileId}`,
    ...section('What the systems say', answer.claims.map(claimText)),
    ...section('What decided', answer.rules.filter((rule) => rule.applied).map(ruleText)),
    ...section('What did not', answer.rules.filter((rule) => !rule.applied).map(ruleText)),
    ...section('What is wanted elsewhere', answer.effects.map(effectText)),
  ];
  if (answer.revisitAt !== null) {
    const seconds = Math.max(0, Math.round((answer.revisitAt - clock.now()) / 1000));
    lines.push(`Looked at again in ${seconds} s, without any news.`);
  }
  terminal.write(`${lines.join('\n')}\n`);
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${printable(line)}`)];
}

function claimText(claim: ExplainAnswer['claims'][number]): string {
  const source = claim.sourceId === '' ? '' : `, from ${claim.sourceId} #${claim.sequence}`;
  return `${claim.technology} ${claim.systemId} ${claim.address}: ${claim.summary} (${claim.freshness}${source})`;
}

function ruleText(rule: ExplainAnswer['rules'][number]): string {
  const subject = rule.address === '' ? '' : ` [${rule.systemId} ${rule.address}]`;
  return `${rule.index}. ${rule.text}${subject}`;
}

function effectText(effect: ExplainAnswer['effects'][number]): string {
  const reason = effect.reason === '' ? '' : `: ${effect.reason}`;
  return `${effect.systemId} ${effect.address}: ${effect.desired} (${effect.outcome}${reason})`;
}
