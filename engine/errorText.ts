/** What an error says, for people; of what was thrown and is none, the text of it. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
