/**
 * Reads application/dialog-info+xml from a stranger. Refused before the XML parser sees it: a document over the size
 * limit, other encodings than UTF-8, and any markup declaration (document type, entities), so nothing can be expanded.
 * Elements that are not known are passed over, as the schema of RFC 4235 allows them everywhere.
 */
import { LamplightError } from '@lamplight/runtime';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';
import type { Dialog, DialogInfo, DialogState, Participant } from './dialog-info.ts';

/** Largest document in bytes. */
export const DEFAULT_DOCUMENT_BYTES = 65_536;

/** How deep elements may nest; RFC 4235 needs 5, extensions a little more. */
const DEEPEST = 16;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#text',
  removeNSPrefix: true,
  alwaysCreateTextNode: true,
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: DEEPEST,
  // The five of XML and numbers; there are no others, since a document type is refused.
  processEntities: { enabled: true, maxEntityCount: 0 },
  htmlEntities: true,
  isArray: (name) => name === 'dialog' || name === 'param',
});

const Text = z.object({ '#text': z.string().optional() });
const Identity = Text.extend({ '@display': z.string().optional(), '@display-name': z.string().optional() });
const Param = z.object({
  '@pname': z.string().optional(),
  '@name': z.string().optional(),
  '@pval': z.string().optional(),
  '@pvalue': z.string().optional(),
});
const Side = z.object({
  identity: Identity.optional(),
  target: z.object({ '@uri': z.string().optional(), param: z.array(Param).optional() }).optional(),
});
const State = Text.extend({ '@event': z.string().optional(), '@code': z.string().optional() });
const DialogElement = z.object({
  '@id': z.string().min(1),
  '@call-id': z.string().optional(),
  '@local-tag': z.string().optional(),
  '@remote-tag': z.string().optional(),
  '@direction': z.string().optional(),
  state: State,
  duration: Text.optional(),
  local: Side.optional(),
  remote: Side.optional(),
});
const Root = z.object({
  'dialog-info': z.object({
    '@version': z.string().regex(/^\d{1,15}$/),
    '@state': z.enum(['full', 'partial']),
    '@entity': z.string().optional(),
    dialog: z.array(DialogElement).optional(),
  }),
});

/**
 * @param maxBytes largest document that is read
 * @throws LamplightError `dialog_info_refused`; `details.why` is one of too-large, encoding, markup-declaration,
 * not-well-formed, too-deep, not-dialog-info.
 */
export function parseDialogInfo(bytes: Uint8Array, maxBytes: number = DEFAULT_DOCUMENT_BYTES): DialogInfo {
  if (bytes.length > maxBytes) {
    throw refused('too-large', `it has ${bytes.length} bytes, at most ${maxBytes} are read`);
  }
  const xml = decode(bytes);
  if (/<!(?!--|\[CDATA\[)/.test(xml)) {
    throw refused('markup-declaration', 'it holds a document type or an entity declaration, which are never read');
  }
  if (depthOf(xml) > DEEPEST) {
    throw refused('too-deep', `its elements nest deeper than ${DEEPEST}`);
  }
  const verdict = XMLValidator.validate(xml);
  if (verdict !== true) {
    throw refused('not-well-formed', `line ${verdict.err.line}: ${verdict.err.msg}`);
  }
  const root = Root.safeParse(readXml(xml));
  if (!root.success) {
    const [issue] = root.error.issues;
    throw refused('not-dialog-info', `${issue?.path.join('/') ?? ''}: ${issue?.message ?? 'unexpected structure'}`);
  }
  const info = root.data['dialog-info'];
  return Object.freeze({
    version: Number(info['@version']),
    state: info['@state'],
    entity: info['@entity'] ?? '',
    dialogs: (info.dialog ?? []).map(toDialog),
  });
}

function readXml(xml: string): unknown {
  try {
    return parser.parse(xml);
  } catch (failure) {
    throw refused('not-well-formed', LamplightError.from(failure).message);
  }
}

function decode(bytes: Uint8Array): string {
  try {
    const xml = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const encoding = /^\s*<\?xml[^>]*encoding\s*=\s*["']([^"']+)["']/i.exec(xml)?.[1];
    if (encoding === undefined || /^(utf-?8|us-ascii)$/i.test(encoding)) {
      return xml;
    }
    throw refused('encoding', `it says ${encoding}, only UTF-8 is read`);
  } catch (failure) {
    throw failure instanceof LamplightError ? failure : refused('encoding', 'it is not UTF-8');
  }
}

/** A tag that opens, closes or is empty. No `<` inside, so a document of nothing but beginnings costs no more to read. */
const TAG = /<(?![!?])(?:[^<>"']|"[^"<]*"|'[^'<]*')*>/g;

/** The deepest nesting, counted from the tags alone. */
function depthOf(xml: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [tag] of xml.matchAll(TAG)) {
    if (tag.startsWith('</')) {
      depth -= 1;
    } else if (!tag.endsWith('/>')) {
      depth += 1;
      deepest = Math.max(deepest, depth);
    }
  }
  return deepest;
}

function toDialog(element: z.infer<typeof DialogElement>): Dialog {
  const direction = element['@direction']?.toLowerCase();
  const code = element.state['@code'];
  return Object.freeze({
    id: element['@id'],
    callId: element['@call-id'],
    localTag: element['@local-tag'],
    remoteTag: element['@remote-tag'],
    direction: direction === 'initiator' || direction === 'recipient' ? direction : undefined,
    state: toState(element.state['#text']),
    event: element.state['@event'],
    code: code === undefined || !/^\d{3}$/.test(code) ? undefined : Number(code),
    durationSeconds: toSeconds(element.duration?.['#text']),
    local: toParticipant(element.local),
    remote: toParticipant(element.remote),
  });
}

function toState(text: string | undefined): DialogState | 'other' {
  const word = text?.trim().toLowerCase();
  switch (word) {
    case 'trying':
    case 'proceeding':
    case 'early':
    case 'confirmed':
    case 'terminated':
      return word;
    default:
      return 'other';
  }
}

function toSeconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : undefined;
}

function toParticipant(side: z.infer<typeof Side> | undefined): Participant {
  const identity = side?.identity?.['#text']?.trim();
  const display = side?.identity?.['@display'] ?? side?.identity?.['@display-name'];
  const parameters = new Map<string, string>();
  for (const param of side?.target?.param ?? []) {
    const name = (param['@pname'] ?? param['@name'] ?? '').toLowerCase().replace(/^\+?sip\./, '');
    // A feature tag without a value is true (RFC 3840, 5).
    parameters.set(name, (param['@pval'] ?? param['@pvalue'] ?? 'true').trim().toLowerCase());
  }
  return Object.freeze({
    identity: identity === '' ? undefined : identity,
    displayName: display === '' ? undefined : display,
    target: side?.target?.['@uri'],
    parameters,
  });
}

function refused(why: string, text: string): LamplightError {
  return new LamplightError('dialog_info_refused', `a dialog-info document is refused: ${text}`, { details: { why } });
}
