import { QmpProtocolError } from './errors';

/**
 * The most bytes that one message may have. The longest known, the reply of `query-qmp-schema`, has
 * a quarter of a MiB; query-block grows with the number of disks. A message without an end would
 * otherwise fill the memory.
 */
export const longestMessage = 64 * 1024 * 1024;

/** The most bytes of the first message, the greeting. Who sends more is no monitor, and is told so at once. */
export const longestGreeting = 64 * 1024;

/** The bytes of a beginning that is long enough for its line to be waited for. */
const longBeginning = 16 * 1024;

const lineFeed = 0x0a;
const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** Blank, tab, line feed or carriage return: what JSON allows between values. */
function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

/** Whether a value may end with a chunk: a sender may leave the line feed out. */
function mayClose(chunk: Buffer): boolean {
  return chunk.at(-1) === closeBrace || chunk.at(-1) === closeBracket;
}

/**
 * Cuts a stream of bytes into JSON objects. Most of them are a line each, which the parser takes as
 * it is; only where it refuses one are values told by their bytes, since a monitor with `pretty=on`
 * spreads a message over many lines. In a program that has just begun, a walk through the bytes of
 * QEMU's schema takes as long as all else that is asked before a backup. Every byte is walked over
 * once at most, however the stream is cut into chunks; bytes beyond ASCII occur within strings only,
 * so a character that is split between two chunks does no harm.
 */
export class JsonFraming {
  #limit: number;
  #chunks: Buffer[] = [];
  #length = 0;
  /** Whether what is kept is the beginning of a line that has not been walked over. */
  #awaitsLine = false;
  #depth = 0;
  #inString = false;
  #escaped = false;

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
    const bytes = this.#withBeginning(chunk);
    let start = 0;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (this.#depth === 0) {
        if (byte === openBrace) {
          const end = bytes.indexOf(lineFeed, at);
          if (end === -1 && bytes.length - at >= longBeginning && !mayClose(bytes)) {
            this.#keep(bytes.subarray(at));
            this.#awaitsLine = true;
            return;
          }
          const line = this.#parseLine(bytes.subarray(at, Math.max(at, end)));
          if (line !== undefined) {
            yield line;
            at = end;
            continue;
          }
          start = at;
          this.#depth = 1;
        } else if (!isSpace(byte)) {
          throw new QmpProtocolError(`sent ${excerpt(bytes.subarray(at))} where a JSON object should begin`);
        }
      } else if (this.#step(byte)) {
        yield this.#take(bytes.subarray(start, at + 1));
      }
    }
    if (this.#depth > 0) {
      this.#keep(bytes.subarray(start));
    }
  }

  /** A chunk behind the beginning of its first line, once that line or a value in it may be whole. */
  #withBeginning(chunk: Buffer): Buffer {
    if (!this.#awaitsLine) return chunk;
    this.#keep(chunk);
    if (!chunk.includes(lineFeed) && !mayClose(chunk)) return Buffer.alloc(0);
    const bytes = Buffer.concat(this.#chunks, this.#length);
    this.#begin();
    return bytes;
  }

  /** The value that a line is, or undefined where it is none, or too long. */
  #parseLine(line: Buffer): unknown {
    if (line.length > this.#limit) return undefined;
    try {
      const value: unknown = JSON.parse(line.toString('utf8'));
      this.#limit = this.limit;
      return value;
    } catch {
      return undefined;
    }
  }

  #begin(): void {
    this.#chunks = [];
    this.#length = 0;
    this.#awaitsLine = false;
  }

  /** Takes one byte within a value; true when it closes the value. */
  #step(byte: number): boolean {
    if (this.#inString) {
      if (this.#escaped) {
        this.#escaped = false;
      } else if (byte === backslash) {
        this.#escaped = true;
      } else if (byte === quote) {
        this.#inString = false;
      }
      return false;
    }
    if (byte === quote) {
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
