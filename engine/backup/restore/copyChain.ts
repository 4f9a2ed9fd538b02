import { RestoreError } from '../errors';
import { chainName } from '../images/imageChain';
import { qemuImg } from '../images/qemuImg';
import type { PlannedRestore } from './planRestore';

/** How far the restore of one disk is. */
export interface RestoreProgress {
  disk: string;
  /** `copying` into the new file, or `comparing` that with the backup. */
  phase: 'copying' | 'comparing';
  /** Bytes of the disk that this was done for. */
  current: number;
  /** The disk's size in bytes. */
  total: number;
}

/** What a disk is put together from cannot be read; the message has no more than qemu-img's words for it. */
export class UnreadableChainError extends RestoreError {
  override name = 'UnreadableChainError';
}

/** How qemu-img names a chain that it cannot open: as we have named it. */
const UNOPENED = /Could not open 'json:\{.*\}': /s;

/** Whether qemu-img complains of what it reads, not of what it writes. */
const isOfSource = (complaint: string) => UNOPENED.test(complaint) || /error while reading/.test(complaint);

/** How a disk is copied and compared. */
export interface CopyOptions {
  format: 'qcow2' | 'raw';
  signal: AbortSignal;
  onProgress: (progress: RestoreProgress) => void;
}

const watch =
  (phase: RestoreProgress['phase'], { disk }: PlannedRestore, { onProgress }: CopyOptions) =>
  (fraction: number) => {
    const total = disk.virtualSize;
    onProgress({ disk: disk.disk, phase, current: Math.round(total * fraction), total });
  };

/**
 * Copies a chain into a new file, which need not be on the disk then.
 * @throws {UnreadableChainError} where the chain cannot be read
 * @throws {RestoreError} where qemu-img cannot do it for another reason
 * @throws the signal's reason
 */
export async function copyChain(plan: PlannedRestore, written: string, options: CopyOptions): Promise<void> {
  const { disk, images } = plan;
  const { format, signal } = options;
  const onProgress = watch('copying', plan, options);
  onProgress(0);
  const work = async (...args: string[]) => {
    const { status, complaint } = await qemuImg(args, { signal, onProgress, life: 'ours' });
    if (status === 0) return;
    if (isOfSource(complaint)) throw new UnreadableChainError(complaint.replace(UNOPENED, ''), 'failed');
    throw new RestoreError(`Disk "${disk.disk}" could not be restored: ${complaint}.`, 'failed');
  };
  // -W: QEMU writes pieces as they come. Not -C, although the kernel would copy faster: nobody looks for zeros then, and
  // a disk of zeros that were once written would take all of its size.
  await work('convert', '-p', '-W', '-O', format, chainName(images), written);
  // Of a raw image that was cut short, the rest is zeros, so that the disk is as large as it was.
  if (images[0].virtualSize < disk.virtualSize)
    await work('resize', '-q', '-f', format, written, String(disk.virtualSize));
}

/**
 * Compares a new file with the chain that it was copied from.
 * @throws {RestoreError} where they differ, or cannot be compared
 * @throws the signal's reason
 */
export async function compareWithChain(
  plan: PlannedRestore,
  written: string,
  options: CopyOptions,
): Promise<void> {
  const { disk, images } = plan;
  const { format, signal } = options;
  const restored = chainName([{ file: written, format, type: 'file', virtualSize: disk.virtualSize }]);
  const onProgress = watch('comparing', plan, options);
  const args = ['compare', '-p', chainName(images), restored];
  const compared = await qemuImg(args, { signal, onProgress, life: 'ours' });
  if (compared.status === 0) return;
  const said = compared.stdout.trim().split(/[\r\n]/);
  throw new RestoreError(
    `Disk "${disk.disk}" was restored, but is not the same as its backup: ${compared.complaint || said.at(-1)}.`,
    'failed',
  );
}
