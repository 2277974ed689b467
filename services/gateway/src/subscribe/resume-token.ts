/**
 * The opaque resume token: "everything up to this revision of this epoch has been sent, under this mask". Bytes: version
 * (1), mask (1), length of the epoch (1), the epoch (UTF-8), the revision (8, big endian), CRC-32 of all before (4). It
 * holds no secret and grants nothing: whoever alters one gets at worst a snapshot that he might have had anyway, or keeps
 * what he has.
 */
import { crc32 } from 'node:zlib';

const VERSION = 2;
const HEAD_BYTES = 3;
const FIXED_BYTES = 15;

export interface ResumePoint {
  readonly epoch: string;
  readonly revision: number;
  /** What could be seen: the bits of a Mask. */
  readonly mask: number;
}

/** What a stream resumes from. A refused token is no error: `reset` with its reason, then a full snapshot. */
export type Resume =
  | { readonly kind: 'none' }
  | { readonly kind: 'accepted'; readonly revision: number }
  | { readonly kind: 'refused'; readonly reason: RefusedToken };

export type RefusedToken = 'token_unreadable' | 'token_foreign_epoch' | 'token_ahead' | 'token_other_mask';

export function makeResumeToken(point: ResumePoint): Uint8Array {
  const epoch = Buffer.from(point.epoch, 'utf8');
  const token = Buffer.alloc(FIXED_BYTES + epoch.length);
  token.writeUInt8(VERSION, 0);
  token.writeUInt8(point.mask, 1);
  token.writeUInt8(epoch.length, 2);
  epoch.copy(token, HEAD_BYTES);
  token.writeBigUInt64BE(BigInt(point.revision), HEAD_BYTES + epoch.length);
  token.writeUInt32BE(crc32(token.subarray(0, token.length - 4)), token.length - 4);
  return token;
}

/** @returns undefined when the bytes are no token of this version */
export function readResumeToken(bytes: Uint8Array): ResumePoint | undefined {
  const token = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (token.length < FIXED_BYTES || token[0] !== VERSION || token.length !== FIXED_BYTES + (token[2] ?? 0)) {
    return undefined;
  }
  if (crc32(token.subarray(0, token.length - 4)) !== token.readUInt32BE(token.length - 4)) {
    return undefined;
  }
  const revision = Number(token.readBigUInt64BE(token.length - 12));
  const epoch = token.subarray(HEAD_BYTES, token.length - 12).toString('utf8');
  return Number.isSafeInteger(revision) ? { epoch, revision, mask: token.readUInt8(1) } : undefined;
}

/** Whether a stream may resume from `token`, given the log as it stands and what the stream may see. */
export function judgeResumeToken(token: Uint8Array | null, now: ResumePoint): Resume {
  if (token === null || token.length === 0) {
    return { kind: 'none' };
  }
  const point = readResumeToken(token);
  if (point === undefined) {
    return { kind: 'refused', reason: 'token_unreadable' };
  }
  if (point.epoch !== now.epoch) {
    return { kind: 'refused', reason: 'token_foreign_epoch' };
  }
  if (point.mask !== now.mask) {
    return { kind: 'refused', reason: 'token_other_mask' };
  }
  return point.revision > now.revision
    ? { kind: 'refused', reason: 'token_ahead' }
    : { kind: 'accepted', revision: point.revision };
}
