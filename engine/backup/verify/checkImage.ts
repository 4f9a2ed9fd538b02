import * as v from 'valibot';
import type { ChainImage } from '../images/imageChain';
import { qemuImg } from '../images/qemuImg';
import { parseIncrementMark, type IncrementMark } from '../names/incrementMark';
import type { VerifyCode, VerifyFinding } from './finding';

/** What is wrong with an image, without saying whose it is. */
interface ImageFinding extends Pick<VerifyFinding, 'severity'> {
  code: VerifyCode;
  /** A clause to stand behind the file's name. */
  clause: string;
}

/** What an image says of itself, and what is wrong with that. */
export interface CheckedImage {
  findings: ImageFinding[];
  /** Which run made it, where it is an increment. */
  mark?: IncrementMark;
}

const information = v.object({
  'virtual-size': v.number(),
  'backing-filename': v.optional(v.string()),
  'format-specific': v.optional(
    v.object({
      data: v.optional(
        v.object({
          'data-file': v.optional(v.string()),
          bitmaps: v.optional(v.array(v.object({ name: v.string() })), []),
        }),
      ),
    }),
  ),
});

const check = v.object({
  corruptions: v.optional(v.number(), 0),
  leaks: v.optional(v.number(), 0),
  'check-errors': v.optional(v.number(), 0),
});

const error = (code: VerifyCode, clause: string): ImageFinding => ({ severity: 'error', code, clause });

function readJson<const Schema extends v.GenericSchema>(text: string, schema: Schema) {
  return v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
}

/** What qemu-img says when a program has an image open to write to it. */
const LOCKED = /Failed to get .*lock/;

function unreadable(complaint: string): ImageFinding {
  if (LOCKED.test(complaint)) return error('target-in-use', 'is being written to by another program');
  return error('image-damaged', `is no whole qcow2 image: ${complaint}`);
}

async function checkStructure({ file }: ChainImage, signal?: AbortSignal): Promise<ImageFinding[]> {
  const { stdout, complaint } = await qemuImg(['check', '-f', 'qcow2', '--output=json', file], { signal });
  const read = readJson(stdout, check);
  if (!read.success) return [unreadable(complaint)];
  const { corruptions, leaks, 'check-errors': errors } = read.output;
  if (corruptions + errors > 0) {
    const count = corruptions + errors === 1 ? '1 error' : `${corruptions + errors} errors`;
    return [error('image-damaged', `has ${count} in its structure, as qemu-img check tells`)];
  }
  if (leaks === 0) return [];
  const clause = `has ${leaks} clusters that nothing uses; its data is whole`;
  return [{ severity: 'warning', code: 'image-leaks', clause }];
}

async function checkHeader({ file, virtualSize }: ChainImage, signal?: AbortSignal): Promise<CheckedImage> {
  const { stdout, complaint } = await qemuImg(['info', '-f', 'qcow2', '--output=json', file], { signal });
  const read = readJson(stdout, information);
  if (!read.success) return { findings: [unreadable(complaint)] };
  const { 'virtual-size': size, 'backing-filename': backing } = read.output;
  const findings: ImageFinding[] = [];
  if (size !== virtualSize)
    findings.push(
      error('image-other-size', `shows a disk of ${size} bytes, and the manifest says ${virtualSize}`),
    );
  if (backing !== undefined)
    findings.push(
      error('image-has-backing', `names "${backing}" as its backing file, and no backup has one`),
    );
  const { 'data-file': outside, bitmaps = [] } = read.output['format-specific']?.data ?? {};
  if (outside !== undefined)
    findings.push(
      error('image-has-data-file', `has its data in another file, "${outside}", and no backup has one`),
    );
  const mark = bitmaps.map(({ name }) => parseIncrementMark(name)).find((one) => one !== undefined);
  return { findings, ...(mark && { mark }) };
}

/**
 * Looks at an image's structure, without changing it. A raw image has none.
 * @throws {BackupError} where qemu-img is not installed
 * @throws the signal's reason
 */
export async function checkImage(image: ChainImage, signal?: AbortSignal): Promise<CheckedImage> {
  if (image.format === 'raw') return { findings: [] };
  const { findings, mark } = await checkHeader(image, signal);
  // What cannot be opened need not be tried twice.
  const isOpen = findings.every(({ code }) => code !== 'image-damaged' && code !== 'target-in-use');
  const structure = isOpen ? await checkStructure(image, signal) : [];
  return { findings: [...findings, ...structure], ...(mark && { mark }) };
}
