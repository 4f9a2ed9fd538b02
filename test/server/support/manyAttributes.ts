/** Attributes of different names. */
export function manyAttributes(count: number, prefix = ''): string {
  return Array.from({ length: count }, (_, index) => `${prefix}a${index}="1"`).join(' ');
}
