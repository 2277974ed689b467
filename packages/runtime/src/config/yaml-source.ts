import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';

/** A place in a text; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Something wrong at a place of the text. */
export interface Problem extends Position {
  readonly message: string;
}

/** A parsed YAML text that can say where each of its fields stands. */
export interface YamlSource {
  /** Plain data; an empty text is an empty mapping. Only meaningful without problems. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Where the value at `path` stands; if there is none, where the nearest mapping above it stands. */
  positionOf(path: readonly PropertyKey[]): Position;
  /** Where the key that ends `path` stands. */
  positionOfKey(path: readonly PropertyKey[]): Position;
}

/** Reads one YAML 1.2 document. Never throws: what is wrong is in `problems`. */
export function parseYaml(text: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): Position => {
    const position = lines.linePos(offset);
    return { line: Math.max(1, position.line), column: Math.max(1, position.col) };
  };
  // Whatever else a text has that is nested without end, it has it at every level.
  const exhausted = document.errors.filter(({ code }) => code === 'RESOURCE_EXHAUSTION').slice(0, 1);
  const errors = exhausted.length > 0 ? exhausted : [...document.errors, ...document.warnings];
  const problems = errors.map((error) => ({
    ...at(error.pos[0]),
    message: describe(error, text),
  }));
  for (const offset of collectionKeys(document)) {
    problems.push({ ...at(offset), message: 'a key is a list or a mapping: put it in quotes, or give a name' });
  }
  for (const { name, offset } of brokenAliases(document)) {
    const message = `*${name} is an alias, and nothing before it is named &${name}: write out what it stands for`;
    problems.push({ ...at(offset), message });
  }
  let value: unknown;
  try {
    // With a problem there is nothing to convert, and the parser would print warnings of its own.
    value = problems.length > 0 ? {} : (document.toJS() ?? {});
  } catch (failure) {
    // toJS throws for aliases that expand without end.
    const reason = failure instanceof Error ? failure.message : String(failure);
    problems.push({ line: 1, column: 1, message: `the aliases expand to too much: write values out (${reason})` });
  }
  return {
    value,
    problems,
    positionOf: (path) => at(offsetOf(document, path, 'value')),
    positionOfKey: (path) => at(offsetOf(document, path, 'key')),
  };
}

/** Where keys stand that are no scalar: YAML allows them, a configuration has no use for them. */
function collectionKeys(document: Document.Parsed): readonly number[] {
  const offsets: number[] = [];
  visit(document, {
    Pair: (_, { key }) => {
      const resolved = isAlias(key) ? key.resolve(document) : key;
      if (isMap(resolved) || isSeq(resolved)) {
        offsets.push(startOf(key) ?? 0);
      }
    },
  });
  return offsets;
}

function brokenAliases(document: Document.Parsed): readonly { readonly name: string; readonly offset: number }[] {
  const broken: { name: string; offset: number }[] = [];
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) === undefined) {
        broken.push({ name: alias.source, offset: startOf(alias) ?? 0 });
      }
    },
  });
  return broken;
}

function describe(error: YAMLError, text: string): string {
  switch (error.code) {
    case 'DUPLICATE_KEY': {
      const key = /^[^\s:]*/.exec(text.slice(error.pos[0]))?.[0] ?? '';
      return `${key} is given twice: keep one of them`;
    }
    case 'TAB_AS_INDENT':
      return 'a tab is used to indent: YAML indents with spaces';
    case 'MULTIPLE_DOCS':
      return 'a second document begins: keep one document in the file';
    case 'TAG_RESOLVE_FAILED':
      return `the tag is not known: remove it (${error.message})`;
    case 'RESOURCE_EXHAUSTION':
      return 'the text is nested too deep: a configuration needs a few levels only';
    default:
      return `this is not YAML: ${error.message}; check the indentation, the quotes and the brackets up to here`;
  }
}

/** Follows `path` through the nodes as far as it goes. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[], wanted: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range[0] ?? 0;
  for (const [depth, segment] of path.entries()) {
    const container: unknown = isAlias(node) ? node.resolve(document) : node;
    if (isSeq(container)) {
      node = typeof segment === 'number' ? container.items[segment] : undefined;
      offset = startOf(node) ?? offset;
    } else if (isMap(container)) {
      const pair = container.items.find((item) => isScalar(item.key) && String(item.key.value) === String(segment));
      const keyOffset = startOf(pair?.key);
      if (keyOffset !== undefined) {
        offset = keyOffset;
      }
      if (wanted === 'key' && depth === path.length - 1) {
        return offset;
      }
      node = pair?.value;
    } else {
      return offset;
    }
    if (node === undefined || node === null) {
      return offset;
    }
    if (depth === path.length - 1) {
      return startOf(node) ?? offset;
    }
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  if (isScalar(node) || isMap(node) || isSeq(node) || isAlias(node)) {
    return node.range?.[0];
  }
  return undefined;
}
