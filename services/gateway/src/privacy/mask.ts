/**
 * What the holder of a key may see of people: a set of fields, of which masked-presence.ts says what each covers. There
 * are 128 masks, each one object, so that a change can be encoded once per mask and masks are compared by `===`.
 */
import { MASK_FIELDS, MASKED_ROLES, type MaskedRole, type MaskField, type Privacy } from '@lamplight/admin-api';

export interface Mask {
  /** One bit per field that is visible, in the order of MASK_FIELDS; below 256. */
  readonly bits: number;
  readonly shows: Readonly<Record<MaskField, boolean>>;
  /** In the order of MASK_FIELDS; empty: everything is visible. */
  readonly hidden: readonly MaskField[];
}

const MASKS: readonly Mask[] = Object.freeze(Array.from({ length: 2 ** MASK_FIELDS.length }, (_, bits) => mask(bits)));

/** The mask under which exactly these fields are visible. */
export function maskShowing(fields: readonly MaskField[]): Mask {
  return at(bitsOf(fields));
}

/** Everything is visible. */
export const OPEN_MASK: Mask = maskShowing(MASK_FIELDS);

/** Availability and the state of lines, and nothing else, whatever the role. */
export const WORKS_COUNCIL_MASK: Mask = maskShowing(['availability', 'line']);

/**
 * The mask of a key: the union of what its roles see, each as `masks` says or, where that names none, the preset. A key
 * with none of the roles that see presence, such as one that only explains, sees what a watcher sees. Nothing widens
 * `works-council`.
 */
export function maskOf(privacy: Privacy, roles: readonly string[]): Mask {
  const limit = privacy.preset === 'works-council' ? WORKS_COUNCIL_MASK : OPEN_MASK;
  const masked = MASKED_ROLES.filter((role) => roles.includes(role));
  const seeing: readonly MaskedRole[] = masked.length > 0 ? masked : ['watcher'];
  let bits = 0;
  for (const role of seeing) {
    const fields = privacy.masks[role];
    bits |= fields === undefined ? limit.bits : bitsOf(fields);
  }
  return at(bits & limit.bits);
}

function at(bits: number): Mask {
  return MASKS[bits] ?? mask(bits);
}

function bitsOf(fields: readonly MaskField[]): number {
  return MASK_FIELDS.reduce((bits, field, index) => (fields.includes(field) ? bits | (1 << index) : bits), 0);
}

function mask(bits: number): Mask {
  const isShown = (field: MaskField): boolean => (bits & (1 << MASK_FIELDS.indexOf(field))) !== 0;
  return Object.freeze({
    bits,
    shows: Object.freeze({
      availability: isShown('availability'),
      line: isShown('line'),
      since: isShown('since'),
      remoteParty: isShown('remoteParty'),
      note: isShown('note'),
      location: isShown('location'),
      history: isShown('history'),
    }),
    hidden: Object.freeze(MASK_FIELDS.filter((field) => !isShown(field))),
  });
}
