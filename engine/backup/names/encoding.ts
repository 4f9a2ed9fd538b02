/**
 * A name as it can stand within a job's id, where QEMU allows letters, digits, `-`, `.` and `_`: `_` stands before the
 * hexadecimal code of a byte, and the dot is left to separate the parts.
 */
export function encodeName(name: string): string {
  const bytes = [...Buffer.from(name)].map((byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9-]/.test(character) ? character : `_${byte.toString(16).padStart(2, '0')}`;
  });
  return bytes.join('');
}

/** The name that {@link encodeName} made a text of. */
export function decodeName(text: string): string {
  const bytes = text.match(/_[0-9a-f]{2}|./g) ?? [];
  return Buffer.from(
    bytes.map((byte) => (byte.length === 3 ? Number.parseInt(byte.slice(1), 16) : byte.charCodeAt(0))),
  ).toString();
}
