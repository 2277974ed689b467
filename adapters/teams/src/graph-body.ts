/** Bodies of answers of status 2xx: JSON, nothing, a page for people, or broken off. */
export type ParsedBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'empty' | 'not-json' | 'truncated' };

export function parseBody(body: string): ParsedBody {
  if (body.trim() === '') {
    return { kind: 'empty' };
  }
  try {
    return { kind: 'json', value: JSON.parse(body) };
  } catch {
    return { kind: /^\s*[[{]/.test(body) ? 'truncated' : 'not-json' };
  }
}

/** The beginning of an answer, for a message. */
export function excerptOf(body: string): string {
  return body.replace(/\s+/g, ' ').slice(0, 80);
}
