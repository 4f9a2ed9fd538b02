/** Where in a schema something is wrong. */
export interface SchemaPlace {
  /** The file, as its loader names it; absent where there is one text only. */
  file?: string;
  /** Counted from 1. */
  line: number;
}

/** A RELAX NG schema cannot be used; the message says why and, where it is known, on which line. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
  readonly place?: SchemaPlace;

  /** @param reason one sentence, without the place */
  constructor(
    readonly reason: string,
    { place, cause }: { place?: SchemaPlace | undefined; cause?: unknown } = {},
  ) {
    super(place ? `Line ${place.line} of the schema: ${reason}` : reason, { cause });
    if (place) this.place = place;
  }
}
