/** The most that a message may carry, beside the limits that `welcome` announces. Each has a test. */
export const WIRE_LIMITS = Object.freeze({
  /** Bytes of one received message; a little below the 4 MiB that grpc-js takes by itself, so that it can be tested. */
  messageBytes: 4_000_000,
  /** Characters of a subject's or a remote party's address. */
  address: 512,
  /** Characters of a note, a message or a remedy. */
  text: 4096,
  /** Characters of a name, a flag, an availability or a reason. */
  word: 128,
  /** Entries of a list inside one claim or hello: flags, forwarding, features. */
  words: 64,
  /** Claims, roster entries, effects or results in one message. */
  itemsPerMessage: 10_000,
  /** People of one Search answer; 20 where the request says 0. */
  searchResults: 200,
  /** Entries of one List page; 100 where the request says 0. */
  pageSize: 1000,
});

/** What Search returns at most when the request leaves it open. */
export const DEFAULT_SEARCH_RESULTS = 20;

/** Page size of List when the request leaves it open. */
export const DEFAULT_PAGE_SIZE = 100;
