/**
 * How answers leave the program. With `--json` a list is one JSON value a line, so that a hundred thousand people can be
 * piped as they come and jq needs no slurping; anything else is one indented document. Without, tables and fields.
 */
import { type Field, renderFields } from './fields.ts';
import { type Finding, renderFindings } from './findings.ts';
import { type Style, styled } from './style.ts';
import { type Column, type Screen, Table } from './table.ts';
import type { Terminal } from './terminal.ts';

export class Printer {
  readonly #terminal: Terminal;
  readonly #json: boolean;

  constructor(terminal: Terminal, json: boolean) {
    this.#terminal = terminal;
    this.#json = json;
  }

  get json(): boolean {
    return this.#json;
  }

  /** A record: its JSON, or its fields. */
  async record(value: unknown, fields: readonly Field[]): Promise<void> {
    await this.#terminal.write(this.#json ? document(value) : renderFields(fields, this.#screen()));
  }

  /** What came of a change: the answer's JSON, or a sentence. Without an answer (undefined) `--json` prints nothing. */
  async done(value: unknown, sentence: string): Promise<void> {
    if (!this.#json) {
      await this.#terminal.write(`${sentence}\n`);
    } else if (value !== undefined) {
      await this.#terminal.write(document(value));
    }
  }

  /** @param none the sentence for an empty list, on standard error */
  async list<Item>(
    pages: AsyncIterable<readonly Item[]>,
    columns: readonly Column<Item>[],
    none: string,
  ): Promise<void> {
    const table = new Table(columns, this.#screen());
    let isEmpty = true;
    for await (const page of pages) {
      isEmpty = isEmpty && page.length === 0;
      const text = this.#json ? page.map((item) => `${JSON.stringify(item)}\n`).join('') : table.add(page);
      await this.#terminal.write(text);
    }
    if (isEmpty && !this.#json) {
      this.#terminal.writeError(`${none}\n`);
    }
  }

  /** Rows below other text, never JSON. */
  async rows<Item>(items: readonly Item[], columns: readonly Column<Item>[]): Promise<void> {
    await this.text(new Table(columns, this.#screen()).add(items));
  }

  /** Fields below other text, never JSON. */
  async fields(fields: readonly Field[]): Promise<void> {
    await this.text(renderFields(fields, this.#screen()));
  }

  /** Findings below other text, never JSON. */
  async findings(findings: readonly Finding[]): Promise<void> {
    await this.text(renderFindings(findings, this.#screen()));
  }

  /** Text for people; nothing with `--json`. */
  async text(text: string): Promise<void> {
    if (!this.#json) {
      await this.#terminal.write(text);
    }
  }

  /** A remark beside the answer, on standard error. */
  note(text: string): void {
    this.#terminal.writeError(`${text}\n`);
  }

  styled(text: string, style: Style): string {
    return styled(text, style, this.#terminal.colours);
  }

  #screen(): Screen {
    return { columns: this.#terminal.columns(), colours: this.#terminal.colours };
  }
}

function document(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
