import { readFile } from 'node:fs/promises';
import { ExitStatus, Failure } from './exitStatus';

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
};

/**
 * Reads a document.
 * @throws {Failure} where the file cannot be read, or is no text
 */
export async function readText(file: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new Failure(ExitStatus.usage, `${file}: cannot be read: ${REASONS[code] ?? message}`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Failure(ExitStatus.usage, `${file}: is not UTF-8 text; convert it, for example with iconv`);
  }
}
