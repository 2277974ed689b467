/** Whether the text is a day of the calendar: `YYYY-MM-DD`, or `MM-DD` for every year, where 02-29 is one in leap years. */
export function isDay(text: string): boolean {
  const parts = /^(?:(\d{4})-)?(\d{2})-(\d{2})$/.exec(text);
  if (parts === null) {
    return false;
  }
  const [, year = '2024', month, dayOfMonth] = parts;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(dayOfMonth)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(dayOfMonth);
}
