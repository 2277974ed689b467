/** An address for a log line: of a run of seven or more digits only the last four are shown. */
export function maskNumber(address: string): string {
  return address.replace(/\d{3,}(?=\d{4})/g, '…');
}
