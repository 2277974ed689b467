const UNITS_MS = [86_400_000, 3_600_000, 60_000, 1000];

/** Reads an `Edm.Duration` (ISO 8601 with days, hours, minutes and seconds) as milliseconds; undefined if it is none. */
export function parseIsoDuration(text: string): number | undefined {
  const parts = /^P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text.trim());
  if (parts === null) {
    return undefined;
  }
  return UNITS_MS.reduce((sum, unit, index) => sum + Number(parts[index + 1] ?? 0) * unit, 0);
}
