import { spawn } from 'node:child_process';
import { setImmediate as turn } from 'node:timers/promises';
import { BackupError } from '../errors';
import { endedWithUs } from './endedWithUs';

/** How an invocation of qemu-img is watched. */
interface QemuImgOptions {
  /** Ends qemu-img; the call then rejects with the signal's reason, once the process is gone. */
  signal?: AbortSignal;
  /** Told what `-p` prints: how much is done, from 0 to 1. */
  onProgress?: (fraction: number) => void;
  /** `ours`: nobody needs what it does once this program is gone, also where that is killed. */
  life?: 'its own' | 'ours';
}

/** What qemu-img answered. */
interface QemuImgAnswer {
  status: number;
  stdout: string;
  /** Its complaints, without its name in front, on one line. */
  complaint: string;
}

const MISSING =
  'qemu-img is not installed, or not on the PATH; install it (Debian: the package qemu-utils) and try again.';

/** So much of what it prints is kept, in characters; a check of a damaged image can say the same a million times. */
const KEPT = 1_000_000;

/**
 * Runs qemu-img to its end, whatever its exit status. It is given no shell, and English.
 * @throws {BackupError} where it is not installed
 * @throws the signal's reason, once the process is gone
 */
export async function qemuImg(
  args: readonly string[],
  { signal, onProgress, life = 'its own' }: QemuImgOptions = {},
): Promise<QemuImgAnswer> {
  const before = life === 'ours' ? await endedWithUs() : [];
  const [program = 'qemu-img', ...rest] = [...before, 'qemu-img', ...args];
  signal?.throwIfAborted();
  const child = spawn(program, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
  });
  const end = () => child.kill('SIGTERM');
  signal?.addEventListener('abort', end);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    if (stdout.length < KEPT) stdout += chunk;
    const last = chunk.match(/\(([\d.]+)\/100%\)/g)?.at(-1);
    if (last !== undefined) onProgress?.(Number.parseFloat(last.slice(1)) / 100);
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    if (stderr.length < KEPT) stderr += chunk;
  });
  try {
    const status = await new Promise<number>((resolve, reject) => {
      child.once('error', (error: NodeJS.ErrnoException) => {
        const isMissing = error.code === 'ENOENT';
        reject(new BackupError(isMissing ? MISSING : `qemu-img: ${error.message}`, { cause: error }));
      });
      // A process that was killed has no status of its own.
      child.once('close', (code) => resolve(code ?? 128));
    });
    // A terminal's Ctrl-C goes to the whole group, and this program may hear of its own a moment after qemu-img's end.
    if (child.signalCode !== null) await turn();
    signal?.throwIfAborted();
    const complaint = stderr.trim().replaceAll(/\s*\n(?:qemu-img: )?/g, '; ');
    return { status, stdout, complaint: complaint.replace(/^qemu-img: /, '') };
  } finally {
    signal?.removeEventListener('abort', end);
  }
}
