import type { DirectoryStatusBody } from '@lamplight/admin-api';

export function progressInWords(reading: DirectoryStatusBody['reading']): string {
  if (reading === null) {
    return '';
  }
  if (!reading.whole) {
    return 'what changed';
  }
  const total = reading.total === null ? '' : ` of ${reading.total.toLocaleString('en')}`;
  return `everybody: ${reading.done.toLocaleString('en')}${total}`;
}

/** `12 guest`, most first. */
export function leftOutInWords(leftOut: DirectoryStatusBody['leftOut']): readonly string[] {
  return Object.entries(leftOut)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${count.toLocaleString('en')} ${reason}`);
}
