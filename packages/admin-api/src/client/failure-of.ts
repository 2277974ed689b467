import { ERROR_REASONS, type ErrorReason, LamplightError, type Target } from '@lamplight/runtime';
import { problem } from '../schemas/shared.ts';

/** The longest answer to a failed request that is read; a proxy's page says nothing that is worth more. */
const MAX_PROBLEM_BYTES = 262_144;

/** What an answer with another status than the route's own means: the one place that knows how failures travel. */
export async function failureOf(response: Response, target: Target): Promise<LamplightError> {
  const type = response.headers.get('content-type') ?? '';
  const told = type.startsWith('application/problem+json')
    ? problem.safeParse(parsed(await textOf(response)))
    : undefined;
  if (told?.success === true) {
    const { reason, detail, errors = [] } = told.data;
    const lines = errors.map(({ pointer, detail: expected, line, column }) => {
      const place = line === undefined || column === undefined ? '' : `:${line}:${column}`;
      return `${pointer === '' ? 'body' : pointer}${place}: ${expected}`;
    });
    const message = [detail, ...lines].join('\n  ');
    return isReason(reason)
      ? new LamplightError(reason, message, { details: { status: String(response.status) } })
      : new LamplightError('answer_unreadable', `${message} (${reason}: use a client of the gateway's version)`);
  }
  await response.body?.cancel();
  const what = type === '' ? 'nothing' : type.replace(/;.*$/, '');
  const remedy =
    response.status >= 300 && response.status < 400
      ? 'it points elsewhere: give the URL of the gateway itself'
      : 'check that this is the URL of a gateway, and what stands between';
  return new LamplightError(
    'answer_unreadable',
    `${target.host}:${target.port} answered ${response.status} with ${what} instead of Lamplight's answer: ${remedy}`,
    { details: { status: String(response.status) } },
  );
}

function isReason(reason: string): reason is ErrorReason {
  return Object.hasOwn(ERROR_REASONS, reason);
}

async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_PROBLEM_BYTES) {
      return '';
    }
  }
  return text + decoder.decode();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
