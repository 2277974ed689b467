/**
 * What may stand where somebody presses the tab key, from the tree of commands: names, options, their choices, and, from
 * the gateway, ids and addresses. Pure but for {@link Ask}, so that it is tested without a shell.
 */
import type { Argument, Command, Option } from 'commander';

export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/** `files`: the shell completes names of files itself. */
export type Candidates = readonly Candidate[] | 'files';

/** Kinds of things that the gateway knows by name; they are the names of arguments and values in the help. */
export const ASKED = ['tenant', 'system', 'who', 'group', 'profile', 'key', 'source', 'job', 'proposal'] as const;
export type Asked = (typeof ASKED)[number];

/** Gives what begins like `begin`; nothing where it cannot be told. `given` are the options on the line, by their long name. */
export type Ask = (what: Asked, begin: string, given: ReadonlyMap<string, string>) => Promise<readonly Candidate[]>;

/** @param words after the name of the program; the last one is being written, and may be empty */
export async function candidatesFor(root: Command, words: readonly string[], ask: Ask): Promise<Candidates> {
  const current = words.at(-1) ?? '';
  const line = follow(root, words.slice(0, -1));
  const askFor = (what: string): Promise<readonly Candidate[]> | Candidates =>
    isAsked(what) ? ask(what, current, line.options) : what === 'file' ? 'files' : [];
  if (line.awaiting !== undefined) {
    const { argChoices } = line.awaiting;
    return argChoices === undefined ? askFor(placeholderOf(line.awaiting)) : beginning(argChoices.map(plain), current);
  }
  const inline = /^(--[\w-]+)=(.*)$/s.exec(current);
  if (inline !== null) {
    const found = await candidatesFor(root, [...words.slice(0, -1), inline[1] ?? '', inline[2] ?? ''], ask);
    return found === 'files' ? found : found.map((each) => ({ ...each, value: `${inline[1]}=${each.value}` }));
  }
  if (current.startsWith('-')) {
    return beginning([...optionsOf(line.command)].map(optionCandidate), current);
  }
  const visible = line.command.commands.filter((each) => !each.name().startsWith('__'));
  if (visible.length > 0 && line.operands === 0) {
    return beginning(
      visible.map((each) => ({ value: each.name(), description: each.description() })),
      current,
    );
  }
  const argument = argumentAt(line.command.registeredArguments, line.operands);
  if (argument === undefined) {
    return [];
  }
  return argument.argChoices === undefined
    ? askFor(argument.name())
    : beginning(argument.argChoices.map(plain), current);
}

interface Followed {
  readonly command: Command;
  /** How many arguments of the command are given. */
  readonly operands: number;
  /** The option whose value comes next. */
  readonly awaiting: Option | undefined;
  readonly options: ReadonlyMap<string, string>;
}

function follow(root: Command, words: readonly string[]): Followed {
  let command = root;
  let operands = 0;
  let awaiting: Option | undefined;
  const options = new Map<string, string>();
  for (const word of words) {
    if (awaiting !== undefined) {
      options.set(awaiting.long ?? '', word);
      awaiting = undefined;
    } else if (word.startsWith('-') && word !== '-') {
      const [name = '', value] = word.split(/=(.*)/s);
      const option = [...optionsOf(command)].find((each) => each.long === name || each.short === name);
      if (value === undefined && option?.required === true) {
        awaiting = option;
      } else if (value !== undefined) {
        options.set(name, value);
      }
    } else {
      const next = operands === 0 ? command.commands.find((each) => each.name() === word) : undefined;
      operands = next === undefined ? operands + 1 : 0;
      command = next ?? command;
    }
  }
  return { command, operands, awaiting, options };
}

/** Of the command and of those above it, whose options hold for it too. */
function* optionsOf(command: Command): Generator<Option> {
  for (let at: Command | null = command; at !== null; at = at.parent) {
    yield* at.options.filter((option) => !option.hidden);
  }
}

function argumentAt(declared: readonly Argument[], index: number): Argument | undefined {
  const last = declared.at(-1);
  return declared[index] ?? (last?.variadic === true ? last : undefined);
}

/** `--system <system>` is `system`. */
function placeholderOf(option: Option): string {
  return /<([\w-]+)/.exec(option.flags)?.[1] ?? '';
}

function optionCandidate(option: Option): Candidate {
  return { value: option.long ?? option.short ?? '', description: option.description };
}

function plain(value: string): Candidate {
  return { value, description: '' };
}

function beginning(candidates: readonly Candidate[], begin: string): readonly Candidate[] {
  return candidates.filter(({ value }) => value.startsWith(begin));
}

function isAsked(what: string): what is Asked {
  return ASKED.some((each) => each === what);
}
