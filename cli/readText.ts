import { createReadStream } from 'node:fs';
import { ExitStatus, Failure } from './exitStatus';

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
};

/** No backup document is nearly as long, in bytes; some files, such as those of devices, never end. */
const LONGEST = 64 * 1024 * 1024;

async function readBytes(file: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > LONGEST)
      throw new Failure(
        ExitStatus.usage,
        `${file}: is longer than any backup document (64 MiB); name another`,
      );
  }
  return Buffer.concat(chunks);
}

/**
 * Reads a document.
 * @throws {Failure} where the file cannot be read, is no text, or does not end
 */
export async function readText(file: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readBytes(file);
  } catch (error) {
    if (error instanceof Failure) throw error;
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new Failure(ExitStatus.usage, `${file}: cannot be read: ${REASONS[code] ?? message}`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Failure(ExitStatus.usage, `${file}: is not UTF-8 text; convert it, for example with iconv`);
  }
}
