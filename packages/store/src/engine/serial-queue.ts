/** Lets one work at a time through, in the order of asking. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Takes the turn and keeps it until the release that it resolves with is called. */
  take(): Promise<() => void> {
    return new Promise((resolve) => {
      this.run(
        () =>
          new Promise<void>((release) => {
            resolve(release);
          }),
      ).catch(() => undefined);
    });
  }
}
