import { printPath, type YamlSource } from '@lamplight/runtime';
import type { ProfileFinding } from './finding.ts';

/** Where in a rule, or in the profile, something stands. */
export type Path = readonly PropertyKey[];

/** A place that a finding can be about. */
export interface Place {
  readonly rule: string | null;
  /** As messages name it. */
  readonly field: string;
  /** Whole, from the top of the document. */
  readonly path: Path;
}

/** Collects findings, and knows where in the text rules stand. */
export class Report {
  readonly #source: YamlSource;
  /** By id: which entry of `rules` in the text a rule is. Rules of the base that the text does not name are not in it. */
  readonly #written: ReadonlyMap<string, number>;
  readonly #findings: ProfileFinding[] = [];

  constructor(source: YamlSource, written: ReadonlyMap<string, number>) {
    this.#source = source;
    this.#written = written;
  }

  /** Whether the text says anything of the rule. */
  isWritten(rule: string): boolean {
    return this.#written.has(rule);
  }

  /** A place outside of rules. */
  top(...path: Path): Place {
    return { rule: null, field: printPath(path), path };
  }

  /** A place in a rule; of a rule that only the base has, the place where the base is named. */
  rule(id: string, ...path: Path): Place {
    const index = this.#written.get(id);
    const whole = index === undefined ? ['extends'] : ['rules', index, ...path];
    return { rule: id, field: index === undefined ? printPath([id, ...path]) : printPath(whole), path: whole };
  }

  error(place: Place, message: string): void {
    this.#add('error', this.#source.positionOf(place.path), place, message);
  }

  warning(place: Place, message: string): void {
    this.#add('warning', this.#source.positionOf(place.path), place, message);
  }

  /** At the key itself rather than at its value. */
  warnAtKey(place: Place, message: string): void {
    this.#add('warning', this.#source.positionOfKey(place.path), place, message);
  }

  errorAtKey(place: Place, message: string): void {
    this.#add('error', this.#source.positionOfKey(place.path), place, message);
  }

  findings(): readonly ProfileFinding[] {
    return this.#findings;
  }

  #add(
    severity: ProfileFinding['severity'],
    { line, column }: { readonly line: number; readonly column: number },
    { rule, field }: Place,
    message: string,
  ): void {
    this.#findings.push({ line, column, severity, rule, message: `${field} ${message}` });
  }
}
