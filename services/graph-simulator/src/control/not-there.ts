import { LamplightError } from '@lamplight/runtime';

export function notThere(what: string, id: string): LamplightError {
  return new LamplightError('request_target_unknown', `there is no ${what} ${id}: create it first, or check the id`);
}
