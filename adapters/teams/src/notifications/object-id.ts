/** Object ids of Entra; one of another form would spoil a whole subscription. */
export function isObjectId(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}
