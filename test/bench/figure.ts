/** One measured value beside its peer's, as `--json` prints it. */
export interface Figure {
  readonly bench: string;
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** What was measured beside it in the same run; null where nothing compares. */
  readonly peer: string | null;
  readonly peerValue: number | null;
  /** value / peerValue. */
  readonly ratio: number | null;
}

export function figure(
  bench: string,
  name: string,
  value: number,
  unit: string,
  peer: { readonly name: string; readonly value: number } | null = null,
): Figure {
  return {
    bench,
    figure: name,
    value: rounded(value),
    unit,
    peer: peer?.name ?? null,
    peerValue: peer === null ? null : rounded(peer.value),
    ratio: peer === null || peer.value === 0 ? null : rounded(value / peer.value),
  };
}

/** The value below which `share` of the samples lie (nearest rank). */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function renderTable(figures: readonly Figure[]): string {
  const rows = figures.map((entry) => [
    entry.figure,
    `${entry.value} ${entry.unit}`,
    entry.peer === null ? '' : `${entry.peer}: ${entry.peerValue} ${entry.unit}`,
    entry.ratio === null ? '' : `× ${entry.ratio}`,
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
