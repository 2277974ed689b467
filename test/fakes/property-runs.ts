/** How often a property of the resolver is tried, and from which seed; fast-check prints both on a failure, and the path. */
const RUNS = Number(process.env['LAMPLIGHT_PROPERTY_RUNS'] ?? 9_000);
const SEED = Number(process.env['LAMPLIGHT_PROPERTY_SEED'] ?? 20_261_121);

export const propertyRuns = { numRuns: RUNS, seed: SEED };

/** For what is slow and simple. */
export const fewerRuns = { numRuns: Math.min(RUNS, 1_000), seed: SEED };

/** For the title of a suite, so that every run says what it tried. */
export const RUNS_IN_WORDS = `seed ${SEED}, ${RUNS} cases each`;
