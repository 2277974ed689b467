/**
 * A change is encoded once and sent to every stream that may see it. Its bytes are spliced into each stream's `changes`
 * message as they are: protobuf fields stand side by side, so nothing is encoded again.
 */

import { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { Change, SubscribeResponse } from '@lamplight/domain';
import { Change as WireChange, SubscribeResponse as WireSubscribeResponse } from './gen/presence/v1/subscription.ts';
import { changeToWire, subscribeResponseToWire } from './subscription-mapping.ts';

/** The bytes of one `Change` message. */
export type EncodedChange = Uint8Array;

/**
 * What the Subscribe stream writes: a message, or what gives the bytes of a whole SubscribeResponse. That is called when
 * they are about to leave, so that a message in the queue of a slow reader shows no more than may be shown by then.
 */
export type SubscribeFrame = SubscribeResponse | (() => Uint8Array);

/** `(field << 3) | 2`: a length-delimited field, below 128 and so one byte. */
const CHANGES_TAG = (2 << 3) | 2;
const ITEM_TAG = (1 << 3) | 2;
const RESUME_TOKEN_TAG = (2 << 3) | 2;
const REQUESTED_ADDRESS_TAG = (2 << 3) | 2;

export function encodeChange(change: Change): EncodedChange {
  return WireChange.encode(changeToWire(change)).finish();
}

/** The same change for a stream that added the person by an address; the shared bytes are not touched. */
export function withRequestedAddress(change: EncodedChange, address: string): EncodedChange {
  const field = new BinaryWriter().uint32(REQUESTED_ADDRESS_TAG).string(address).finish();
  return Buffer.concat([change, field]);
}

/** A `changes` response around changes that are encoded already; null: no news of the token. */
export function encodeChangesFrame(changes: readonly EncodedChange[], resumeToken: Uint8Array | null): Uint8Array {
  let length = resumeToken === null ? 0 : fieldLength(resumeToken);
  for (const change of changes) {
    length += fieldLength(change);
  }
  const frame = Buffer.allocUnsafe(1 + varintLength(length) + length);
  let offset = writeHeader(frame, 0, CHANGES_TAG, length);
  for (const change of changes) {
    offset = writeHeader(frame, offset, ITEM_TAG, change.length);
    frame.set(change, offset);
    offset += change.length;
  }
  if (resumeToken !== null) {
    offset = writeHeader(frame, offset, RESUME_TOKEN_TAG, resumeToken.length);
    frame.set(resumeToken, offset);
  }
  return frame;
}

/** The bytes that travel; ready ones are passed on without a copy. */
export function serializeSubscribeResponse(frame: SubscribeFrame): Buffer {
  const bytes =
    typeof frame === 'function' ? frame() : WireSubscribeResponse.encode(subscribeResponseToWire(frame)).finish();
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function fieldLength(bytes: Uint8Array): number {
  return 1 + varintLength(bytes.length) + bytes.length;
}

function writeHeader(frame: Buffer, offset: number, tag: number, length: number): number {
  frame[offset] = tag;
  let at = offset + 1;
  let rest = length;
  while (rest >= 0x80) {
    frame[at] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
    at += 1;
  }
  frame[at] = rest;
  return at + 1;
}

function varintLength(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : value < 0x1000_0000 ? 4 : 5;
}
