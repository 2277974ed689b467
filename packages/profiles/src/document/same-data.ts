/** Whether two values of plain data say the same, whatever the order of their keys. */
export function sameData(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) {
    return true;
  }
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    return false;
  }
  const entries = Object.entries(left);
  const others = new Map(Object.entries(right));
  return (
    Array.isArray(left) === Array.isArray(right) &&
    entries.length === others.size &&
    entries.every(([key, value]) => others.has(key) && sameData(value, others.get(key)))
  );
}
