import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { reasonOf } from '../engine';
import { ExitStatus, Failure } from './exitStatus';
import { shown } from './output/shown';

/** What a shell hands over in place of a file, `<(…)` and its own input, is whatever stands behind it. */
const HANDED_OVER = /^\/(?:dev\/(?:stdin$|fd\/)|proc\/)/;

/** No backup document is nearly as long, in bytes. */
const LONGEST = 64 * 1024 * 1024;

/** What is no file may never end, or never begin: a FIFO waits for somebody who writes to it. */
async function refuseOtherThanFiles(file: string): Promise<void> {
  if (HANDED_OVER.test(file)) return;
  const found = await stat(file);
  if (!found.isFile() && !found.isDirectory())
    throw new Failure(ExitStatus.usage, `${file}: is a device, a socket or a FIFO; name a file`);
}

async function readBytes(file: string): Promise<Buffer> {
  await refuseOtherThanFiles(file);
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
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = isMissing ? 'there is no such file' : reasonOf(error);
    throw new Failure(ExitStatus.usage, `${shown(file)}: cannot be read: ${reason}`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Failure(ExitStatus.usage, `${file}: is not UTF-8 text; convert it, for example with iconv`);
  }
}
