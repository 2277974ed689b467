import type { WriterKey, WriterRights, WriterStanding } from '../writing/writer-rights.ts';

/** Rights that the test gives and takes. */
export class GivenRights implements WriterRights {
  readonly claims: { readonly key: WriterKey; readonly changed: (standing: WriterStanding) => void }[] = [];
  released = 0;
  /** Whether the right is there at this instant, whatever was told. */
  held = true;

  releasedAgo: number | null = null;

  releasedAgoMs(): number | null {
    return this.releasedAgo;
  }

  claim(key: WriterKey, changed: (standing: WriterStanding) => void) {
    this.claims.push({ key, changed });
    return {
      isHeld: () => this.held,
      release: () => {
        this.released += 1;
        return Promise.resolve();
      },
    };
  }

  tell(standing: WriterStanding): void {
    for (const { changed } of this.claims) {
      changed(standing);
    }
  }
}
