/** A failure as it travels: `reason` is stable and decides, `message` is for people. */
export interface Problem {
  /** google.rpc.Code, such as 5 for NOT_FOUND. */
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly details: Readonly<Record<string, string>>;
}
