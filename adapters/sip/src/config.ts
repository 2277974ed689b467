/** Configuration of one SIP PBX. Units stand in the names; every default stands here. */
import { readFileSync } from 'node:fs';
import { LamplightError } from '@lamplight/runtime';
import { z } from 'zod';
import { DEFAULT_DOCUMENT_BYTES } from './dialog-info/parse-dialog-info.ts';
import { DEFAULT_MESSAGE_LIMITS } from './sip/parse-message.ts';

/** A password as it is, the name of an environment variable, or a file whose first line it is. */
const PasswordSchema = z.union([
  z.string().min(1),
  z.strictObject({ env: z.string().min(1) }),
  z.strictObject({ file: z.string().min(1) }),
]);

const CapabilitiesSchema = z.strictObject({
  /** The PBX says by `+sip.rendering` that a call is held; false where it never does. */
  rendering: z.boolean().default(true),
  /** The PBX publishes callers as confirmed while it rings (Kamailio caller_confirmed=1): dialling is all it proves. */
  callerConfirmed: z.boolean().default(false),
  /** The PBX publishes ringing as confirmed: talking can never be told. */
  earlyAsConfirmed: z.boolean().default(false),
});

const LimitsSchema = z.strictObject({
  /** Largest SIP message. */
  messageBytes: z.int().min(1_024).max(1_048_576).default(DEFAULT_MESSAGE_LIMITS.messageBytes),
  headerCount: z.int().min(16).max(4_096).default(DEFAULT_MESSAGE_LIMITS.headerCount),
  lineLength: z.int().min(256).max(65_536).default(DEFAULT_MESSAGE_LIMITS.lineLength),
  /** Largest dialog-info document. */
  documentBytes: z.int().min(1_024).max(1_048_576).default(DEFAULT_DOCUMENT_BYTES),
});

export const SipAdapterConfigSchema = z.strictObject({
  /** Name or address of the PBX. */
  host: z.string().min(1),
  port: z.int().min(1).max(65_535).default(5_060),
  transport: z.enum(['udp', 'tcp']).default('udp'),
  /** What stands after the @ of a line; default the host. */
  domain: z.string().min(1).optional(),
  /** The account that watches; also the user of From and Contact. Default lamplight. */
  username: z.string().min(1).default('lamplight'),
  /** Without one, a PBX that asks for it is reported. */
  password: PasswordSchema.optional(),
  /** The address of this machine that the PBX sends to (UDP); default the one that the route to the PBX has. */
  bindAddress: z.string().min(1).default('0.0.0.0'),
  /** UDP port of this machine; 0 lets it choose. */
  bindPort: z.int().min(0).max(65_535).default(0),
  /** How long a subscription is asked for. */
  expiresSeconds: z.int().min(30).max(86_400).default(600),
  /** The whole state of every line is asked for at least this often. */
  fullRefreshSeconds: z.int().min(10).max(86_400).default(600),
  /** With nothing heard for so long, one line is refreshed to see that the PBX is there and remembers. */
  probeSeconds: z.number().min(0.1).max(600).default(5),
  /** A request without an answer is given up; the standard's 64 T1 would be 32. */
  noAnswerSeconds: z.number().min(0.5).max(64).default(10),
  /** SUBSCRIBEs a second, refreshes included. */
  subscribesPerSecond: z.number().min(1).max(10_000).default(100),
  /** How long a line that has not answered keeps the first snapshot waiting, counted from its turn to ask. */
  snapshotSeconds: z.number().min(0.1).max(60).default(5),
  capabilities: CapabilitiesSchema.prefault({}),
  limits: LimitsSchema.prefault({}),
});

/** As written in a file. */
export type SipAdapterConfigInput = z.input<typeof SipAdapterConfigSchema>;

/** Checked, with defaults. */
export type SipAdapterConfig = Readonly<z.output<typeof SipAdapterConfigSchema>>;

/**
 * Checks a configuration.
 * @throws LamplightError `config_invalid` naming every field that is wrong.
 */
export function parseSipAdapterConfig(input: unknown): SipAdapterConfig {
  const result = SipAdapterConfigSchema.safeParse(input);
  if (!result.success) {
    throw new LamplightError('config_invalid', `SIP adapter: ${z.prettifyError(result.error)}`);
  }
  return Object.freeze(result.data);
}

/**
 * The password that a configuration refers to; undefined where there is none.
 * @param environment as process.env
 * @throws LamplightError `config_invalid` for a variable that is not set, `config_unreadable` for a file.
 */
export function readPassword(
  password: SipAdapterConfig['password'],
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (password === undefined || typeof password === 'string') {
    return password;
  }
  if ('env' in password) {
    const value = environment[password.env];
    if (value === undefined || value === '') {
      throw new LamplightError(
        'config_invalid',
        `SIP adapter: password: the environment variable ${password.env} is not set; set it or use { file: … }`,
      );
    }
    return value;
  }
  try {
    return readFileSync(password.file, 'utf8').split(/\r?\n/, 1)[0] ?? '';
  } catch (cause) {
    throw new LamplightError('config_unreadable', `SIP adapter: password: the file ${password.file} cannot be read`, {
      cause,
    });
  }
}
