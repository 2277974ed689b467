import type { Draft } from '../draft.ts';
import { tellTalking } from '../effects/tell-talking.ts';
import { writeSession } from '../effects/write-session.ts';
import type { Rule } from '../rule.ts';
import type { Facts } from '../subject-state.ts';
import { chosenState } from './chosen-state.ts';
import { doNotDisturb } from './do-not-disturb.ts';
import { ignoreAfterHangUp } from './ignore-after-hang-up.ts';
import { keepAfterChange } from './keep-after-change.ts';
import { liveCall } from './live-call.ts';
import { missingTechnology } from './missing-technology.ts';
import { reportedCall } from './reported-call.ts';
import { ringingCall } from './ringing-call.ts';
import { winningTechnology } from './winning-technology.ts';

/** Interprets one rule: it looks at the facts, fills what it can of the draft, and leaves at least one reason. */
export function applyRule(rule: Rule, index: number, facts: Facts, draft: Draft): void {
  switch (rule.kind) {
    case 'keep-after-change':
      keepAfterChange(rule, index, facts, draft);
      break;
    case 'ignore-after-hang-up':
      ignoreAfterHangUp(rule, index, facts, draft);
      break;
    case 'chosen-state':
      chosenState(rule, index, facts, draft);
      break;
    case 'live-call':
      liveCall(rule, index, facts, draft);
      break;
    case 'ringing-call':
      ringingCall(rule, index, facts, draft);
      break;
    case 'do-not-disturb':
      doNotDisturb(rule, index, facts, draft);
      break;
    case 'reported-call':
      reportedCall(rule, index, facts, draft);
      break;
    case 'winning-technology':
      winningTechnology(rule, index, facts, draft);
      break;
    case 'missing-technology':
      missingTechnology(rule, index, facts, draft);
      break;
    case 'write-session':
      writeSession(rule, index, facts, draft);
      break;
    case 'tell-talking':
      tellTalking(rule, index, facts, draft);
      break;
  }
}
