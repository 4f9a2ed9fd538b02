const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/**
 * Finds the end of a JSON object by its bytes, in parts as they come: it goes on where the part before ended. Bytes
 * beyond ASCII occur within strings only, so a character that is split between two parts does no harm.
 */
export class ObjectWalk {
  #depth = 0;
  #inString = false;
  #escaped = false;

  /** The place behind the object's last byte, looked for from a place on; -1 where it has not come yet. */
  endIn(bytes: Buffer, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      if (this.#closes(bytes[at] ?? 0)) return at + 1;
    }
    return -1;
  }

  /** Takes one byte; true when it closes the object. */
  #closes(byte: number): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === backslash) this.#escaped = true;
      else if (byte === quote) this.#inString = false;
    } else if (byte === quote) {
      this.#inString = true;
    } else if (byte === openBrace || byte === openBracket) {
      this.#depth++;
    } else if (byte === closeBrace || byte === closeBracket) {
      // Which of the two closes which is left to the parser.
      this.#depth--;
      return this.#depth === 0;
    }
    return false;
  }
}
