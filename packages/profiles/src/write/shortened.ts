/** Plain data by key, as it is written. */
export type Written = Readonly<Record<string, unknown>>;

/** Without everything that reads the same when it is left out, tried field by field from the outside in. */
export function shortened(written: Written, readsTheSame: (candidate: Written) => boolean): Written {
  let kept = written;
  for (const [key, value] of Object.entries(written)) {
    const { [key]: _, ...without } = kept;
    if (readsTheSame(without)) {
      kept = without;
    } else if (isMapping(value)) {
      const before = kept;
      kept = { ...before, [key]: shortened(value, (inner) => readsTheSame({ ...before, [key]: inner })) };
    }
  }
  return kept;
}

function isMapping(value: unknown): value is Written {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
