import type { AddressKind } from '@lamplight/domain';
import { interpret } from './read-number.ts';
import { asSipUri, sipUriKey } from './sip-uri.ts';
import { readWrittenNumber } from './written-number.ts';

export interface AddressKeyOptions {
  /** UPNs and mail addresses with regard to case. Default: without. */
  readonly caseSensitive?: boolean;
}

/**
 * Two addresses of one kind are the same address when their keys are equal. A key is for comparing and not for showing.
 *
 * upn, mail: Unicode NFC, lower case, the domain in its ASCII form; Exchange's `SMTP:` in front of a proxy address goes.
 * phone: E.164 where it is international, else its digits, which only a number plan can tell more of.
 * line: {@link sipUriKey} of a SIP URI, the user part of which has case (RFC 3261); a number as phone; else lower case.
 */
export function addressKey(kind: AddressKind, value: string, options: AddressKeyOptions = {}): string {
  switch (kind) {
    case 'upn':
      return nameAtDomain(value, options);
    case 'mail':
      return nameAtDomain(value.trim().replace(/^smtp:/i, ''), options);
    case 'phone':
      return numberKey(value) ?? plainKey(value);
    case 'line':
      return sipUriKey(asSipUri(value)) ?? numberKey(value) ?? plainKey(value);
  }
}

function nameAtDomain(value: string, { caseSensitive = false }: AddressKeyOptions): string {
  const text = caseSensitive ? value.trim().normalize('NFC') : plainKey(value);
  const at = text.lastIndexOf('@');
  const domain = text.slice(at + 1);
  if (at === -1 || !/[^\0-\x7f]/.test(domain)) {
    return text;
  }
  // Only a name: anything else that a URL could hold stays as it is.
  const ascii = /[\s/?#:@\\%]/.test(domain) ? null : URL.parse(`http://${domain}`);
  return `${text.slice(0, at)}@${ascii?.hostname || domain}`;
}

function numberKey(value: string): string | null {
  const written = value.includes('@') ? null : readWrittenNumber(value);
  if (written === null || written.extension !== null) {
    return null;
  }
  return interpret(written, null)?.e164 ?? (written.global ? `+${written.digits}` : written.digits);
}

function plainKey(value: string): string {
  return value.trim().normalize('NFC').toLowerCase().normalize('NFC');
}
