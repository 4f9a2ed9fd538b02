// @ts-check
import { execFile } from 'node:child_process';
import { createCipheriv, createHash } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/**
 * @typedef {object} DiskSpec
 * @property {string} name the guest's name for it: `vda`, `vdb`, ...
 * @property {'qcow2' | 'raw'} format
 * @property {number} [size] virtual size in bytes; 256 MiB unless given
 * @property {number} [data] bytes of pseudo-random files in its file system, the same for the same name; 60 MiB unless
 *   given; 0 makes a blank disk without a file system
 * @property {Record<string, string>} [files] more files, by their path in the file system
 * @property {string} [image] the path of an image that exists already, to be used as it is; it stays when the machine ends
 * @property {number} [bytesPerSecond] reads and writes of the image are slowed down to this; only in the libvirt style
 */

const MIB = 1024 * 1024;
const PIECE = 4 * MIB;

/**
 * Makes a disk image, with a real ext4 file system unless it is blank.
 * @param {string} folder
 * @param {DiskSpec} spec
 * @returns {Promise<string>} its path: `FOLDER/NAME.FORMAT`, unless there was an image already
 */
export async function makeDisk(
  folder,
  { name, format, size = 256 * MIB, data = 60 * MIB, files = {}, image: existing },
) {
  if (existing !== undefined) return existing;
  const image = path.join(folder, `${name}.${format}`);
  if (data === 0) {
    await runTool('qemu-img', ['create', '-q', '-f', format, image, String(size)]);
    return image;
  }
  const content = await mkdtemp(path.join(folder, `${name}-content-`));
  const raw = path.join(folder, `${name}.filesystem`);
  await writePieces(content, name, data);
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(content, file)), { recursive: true });
    await writeFile(path.join(content, file), text);
  }
  await runTool('mke2fs', ['-q', '-t', 'ext4', '-d', content, raw, `${size / 1024}k`]);
  await rm(content, { recursive: true });
  if (format === 'raw') {
    await rename(raw, image);
  } else {
    await runTool('qemu-img', ['convert', '-f', 'raw', '-O', format, raw, image]);
    await rm(raw);
  }
  return image;
}

/**
 * Writes files that look random (no compression, no two blocks alike) yet are the same in every run.
 * @param {string} folder
 * @param {string} seed
 * @param {number} bytes
 */
async function writePieces(folder, seed, bytes) {
  const key = createHash('sha256').update(seed).digest();
  const stream = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  for (let written = 0, number = 0; written < bytes; number++) {
    const piece = stream.update(Buffer.alloc(Math.min(PIECE, bytes - written)));
    await writeFile(path.join(folder, `data-${String(number).padStart(3, '0')}.bin`), piece);
    written += piece.length;
  }
}

/**
 * @param {string} tool
 * @param {string[]} args
 */
async function runTool(tool, args) {
  // Distributions keep mke2fs where only root looks for programs.
  const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };
  try {
    await promisify(execFile)(tool, args, { env });
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw isMissing
      ? new Error(`${tool} is not installed; a throw-away machine needs QEMU and e2fsprogs.`, { cause })
      : cause;
  }
}
