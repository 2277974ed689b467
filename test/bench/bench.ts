import type { Figure } from './figure.ts';

/** One benchmark: it starts what it measures and its peers, and stops them. */
export interface Bench {
  readonly name: string;
  run(progress: (text: string) => void): Promise<readonly Figure[]>;
}
