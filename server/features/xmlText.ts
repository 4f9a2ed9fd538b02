/** A value as it has to be written between quotes of either kind. */
export function escapeAttribute(value: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '"': '&quot;', "'": '&apos;' };
  return value.replace(/[&<"']/g, (character) => entities[character] ?? character);
}
