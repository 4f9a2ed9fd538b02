import { QmpProtocolError } from './errors';
import { ObjectWalk } from './objectWalk';

/**
 * The most bytes that one message may have. The longest known, the reply of `query-qmp-schema`, has
 * a quarter of a MiB; query-block grows with the number of disks. A message without an end would
 * otherwise fill the memory.
 */
export const longestMessage = 64 * 1024 * 1024;

/** The most bytes of the first message, the greeting. Who sends more is no monitor, and is told so at once. */
export const longestGreeting = 64 * 1024;

const openBrace = 0x7b;

/**
 * Where a message may be over: behind a brace with nothing of a list or an object around it behind that, and at the end
 * of a line. Within a message that QEMU writes on one line, that occurs in strings, and where a chunk happens to end.
 */
const POSSIBLE_END = /\}(?![,}\]])|\n/g;

/** Blank, tab, line feed or carriage return: what JSON allows between values. */
function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

/** Bytes as text of one character each, so that a place in the text is one in the bytes. */
const asText = (bytes: Buffer): string => bytes.toString('latin1');

/** The place behind the next possible end, looked for from a place on; -1 where there is none. */
function possibleEnd(text: string, from: number): number {
  POSSIBLE_END.lastIndex = from;
  return POSSIBLE_END.test(text) ? POSSIBLE_END.lastIndex : -1;
}

/**
 * Cuts a stream of bytes into JSON objects, each handed out once its last byte is there. The parser is given a message
 * up to the first place where it may be over; only where it refuses that is the message's end looked for byte by byte,
 * as in those that a monitor with `pretty=on` spreads over many lines. In a program that has just begun, a walk through
 * the bytes of QEMU's schema takes as long as all else that is asked before a backup.
 *
 * A message is parsed twice and walked over once at most, however the stream is cut into chunks, and however many
 * messages a line has.
 */
export class JsonFraming {
  #limit: number;
  /** The beginning of a message that is not whole yet. */
  #chunks: Buffer[] = [];
  #length = 0;
  /** The walk over that message; absent while its end may be one that needs none. */
  #walk: ObjectWalk | undefined;

  /**
   * @param limit the most bytes of one message
   * @param first those of the first one
   */
  constructor(
    private readonly limit = longestMessage,
    first = limit,
  ) {
    this.#limit = first;
  }

  /**
   * The values that this chunk completes, in order, handed out one by one: those in front of a
   * broken one still count.
   * @throws QmpProtocolError, worded as what the sender did, for anything but JSON objects, or one beyond the limit; the stream is
   *   of no use after that
   */
  *push(chunk: Buffer): Generator<unknown, void, undefined> {
    if (this.#length > 0 && !this.#walk && possibleEnd(asText(chunk), 0) === -1) {
      this.#keep(chunk);
      return;
    }
    const bytes = this.#walk ? chunk : this.#withBeginning(chunk);
    const text = asText(bytes);
    let at = 0;
    while (true) {
      if (!this.#walk) {
        while (isSpace(bytes[at])) at++;
        if (at === bytes.length) return;
        if (bytes[at] !== openBrace)
          throw new QmpProtocolError(`sent ${excerpt(bytes.subarray(at))} where a JSON object should begin`);
      }
      const end = this.#walk ? this.#walk.endIn(bytes, at) : possibleEnd(text, at);
      if (end === -1) {
        this.#keep(bytes.subarray(at));
        return;
      }
      const part = bytes.subarray(at, end);
      const value = this.#walk ? this.#take(part) : this.#tryParse(part);
      if (value === undefined) {
        this.#walk = new ObjectWalk();
      } else {
        yield value;
        at = end;
      }
    }
  }

  /** A chunk behind the beginning of its first message. */
  #withBeginning(chunk: Buffer): Buffer {
    if (this.#length === 0) return chunk;
    const bytes = Buffer.concat([...this.#chunks, chunk]);
    this.#begin();
    return bytes;
  }

  /** The value that these bytes are, or undefined where they are none, or too many. */
  #tryParse(bytes: Buffer): unknown {
    if (bytes.length > this.#limit) return undefined;
    try {
      const value: unknown = JSON.parse(bytes.toString('utf8'));
      this.#limit = this.limit;
      return value;
    } catch {
      return undefined;
    }
  }

  #begin(): void {
    this.#chunks = [];
    this.#length = 0;
    this.#walk = undefined;
  }

  #keep(part: Buffer): void {
    this.#length += part.length;
    if (this.#length > this.#limit) {
      this.#chunks = [];
      throw new QmpProtocolError(`sent a message longer than ${this.#limit} bytes`);
    }
    this.#chunks.push(part);
  }

  #take(part: Buffer): unknown {
    this.#keep(part);
    const text = Buffer.concat(this.#chunks, this.#length).toString('utf8');
    this.#begin();
    this.#limit = this.limit;
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new QmpProtocolError(`sent broken JSON: ${excerpt(Buffer.from(text))}`, { cause });
    }
  }
}

/** The beginning of what came, fit for an error message of one line. */
function excerpt(bytes: Buffer): string {
  return JSON.stringify(bytes.subarray(0, 60).toString('utf8'));
}
