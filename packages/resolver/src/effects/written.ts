import type { PresencePair } from '@lamplight/domain';
import type { Texts } from '../catalogue/texts.ts';
import type { ReasonId } from '../reason-id.ts';
import type { Rule } from '../rule.ts';
import { DO_NOT_DISTURB_SESSION, sessionFor } from './write-session.ts';

const OF_A_CONFERENCE: ReasonId = 'read-only-conference';

/** What a rule writes where it applies, in words; empty: nothing. */
export function writtenBy(rule: Rule, detail: string, texts: Texts): string {
  switch (rule.kind) {
    case 'write-session':
      return inWords(sessionFor(detail === OF_A_CONFERENCE, rule));
    case 'write-do-not-disturb':
      return inWords(DO_NOT_DISTURB_SESSION);
    case 'prefer-presence':
      return inWords(rule.pair);
    case 'tell-talking':
      return texts.labels['call-talking'];
    case 'tell-do-not-disturb':
      return texts.labels['do-not-disturb'];
    default:
      return '';
  }
}

function inWords({ availability, activity }: PresencePair): string {
  return `${availability}/${activity}`;
}
