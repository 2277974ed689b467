/** Freezes data all the way down and hands it back. Data only: no cycles, no class instances. */
export function deepFreeze<Data extends object>(data: Data): Data {
  for (const value of Object.values(data)) {
    if (typeof value === 'object' && value !== null) {
      deepFreeze(value);
    }
  }
  return Object.freeze(data);
}
