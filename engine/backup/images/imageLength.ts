import { stat } from 'node:fs/promises';
import * as v from 'valibot';
import { BackupError } from '../errors';
import type { ChainImage } from './imageChain';
import { qemuImg } from './qemuImg';

const checked = v.object({ 'image-end-offset': v.number() });

/**
 * The length of an image in bytes. On a device that is where the image ends: what is behind it was there before.
 * @throws {BackupError} where qemu-img cannot tell
 * @throws the signal's reason
 */
export async function imageLength(image: ChainImage, signal?: AbortSignal): Promise<number> {
  const { file, format, type, virtualSize } = image;
  if (type === 'file') return (await stat(file)).size;
  if (format === 'raw') return virtualSize;
  const { stdout, complaint } = await qemuImg(['check', '-f', format, '--output=json', file], { signal });
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), checked), stdout);
  if (!read.success) throw new BackupError(`The image on "${file}" cannot be read: ${complaint}.`);
  return read.output['image-end-offset'];
}
