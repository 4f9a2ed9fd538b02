/** A RELAX NG schema cannot be used; the message says why and, where it is known, on which line. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}
