/** What Microsoft and browsers coming from it ask of the gateway's port. Neither comes with a key. */
import { LamplightError } from '@lamplight/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { queryOf } from '../admin/request-parts.ts';
import { BodyReader } from './body-reader.ts';
import { type Inlets, NOTIFICATIONS_PATH } from './inlets.ts';
import { consentGivenPage, consentRefusedPage, signedInPage, signInFailedPage } from './sign-in-pages.ts';
import { SIGN_IN_PATH, type SignIns } from './sign-ins.ts';

export interface TeamsRoutesOptions {
  /** Undefined: nobody reaches this gateway from outside. */
  readonly inlets: Inlets | undefined;
  readonly signIns: SignIns;
}

/** Graph sends notifications of several subscriptions and tenants in one request. */
const BODY_LIMITS = { each: 4 * 1_048_576, together: 32 * 1_048_576 };

const HTML = 'text/html; charset=utf-8';
const TEXT = 'text/plain; charset=utf-8';

export function serveTeams(app: FastifyInstance, { inlets, signIns }: TeamsRoutesOptions): void {
  const bodies = new BodyReader(BODY_LIMITS);
  app.post(`${NOTIFICATIONS_PATH}/:path`, async (request, reply) => {
    const path = pathOf(request);
    if (inlets?.isOpen(path) !== true) {
      throw notThere();
    }
    const validationToken = one(queryOf(request.url)['validationToken']) ?? null;
    const body = await bodies.read(request.raw);
    const answer = inlets.receive(path, { validationToken, body });
    if (answer === undefined) {
      throw notThere();
    }
    return reply.code(answer.status).type(TEXT).send(answer.body);
  });
  app.get(SIGN_IN_PATH, async (request, reply) => {
    const query = queryOf(request.url);
    const consent = consentIn(query);
    if (consent !== undefined) {
      return consent.refused === undefined
        ? page(reply, 200, consentGivenPage())
        : page(reply, 400, consentRefusedPage(consent.refused));
    }
    try {
      const account = await signIns.finish({
        state: one(query['state']),
        code: one(query['code']),
        error: one(query['error']),
        errorDescription: one(query['error_description']),
      });
      return page(reply, 200, signedInPage(account.userName));
    } catch (failure) {
      return page(reply, 400, signInFailedPage(LamplightError.from(failure).message));
    }
  });
}

function notThere(): LamplightError {
  return new LamplightError('route_unknown', 'nothing is notified here (any more)');
}

/**
 * What came of an administrator's consent, for which Entra uses the same address; undefined: somebody signed in. A sign-in
 * of ours has a state, the link for consent has none. Nothing is decided by it: whoever can open a page could say so too.
 */
function consentIn(query: ReturnType<typeof queryOf>): { readonly refused: string | undefined } | undefined {
  const [state, given, error] = [one(query['state']), one(query['admin_consent']), one(query['error'])];
  if (state !== undefined || (given === undefined && error === undefined)) {
    return undefined;
  }
  return {
    refused: error === undefined ? undefined : (one(query['error_description'])?.split(/\r?\n/, 1)[0] ?? error),
  };
}

/** Pages have a style of their own and nothing else. */
function page(reply: FastifyReply, status: number, html: string): FastifyReply {
  return reply
    .code(status)
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
    .type(HTML)
    .send(html);
}

function pathOf({ params }: FastifyRequest): string {
  const path: unknown = typeof params === 'object' && params !== null ? Reflect.get(params, 'path') : undefined;
  return typeof path === 'string' ? path : '';
}

function one(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
