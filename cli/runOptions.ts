import { InvalidArgumentError, Option, type Command } from 'commander';
import { formatRate, parseSpeed, SLOWEST_SPEED, type RunOptions } from '../engine';

/** The options of a command that runs a backup. Those of a command that follows one are the last three. */
export interface RunFlags extends FollowFlags {
  speed?: number;
  compress?: true;
  onError?: RunOptions['onError'];
  keepPartial?: true;
  /** commander's form of `--no-copy-offload`. */
  copyOffload: boolean;
  guestAgent?: string;
}

/** The options of a command that follows a backup. */
export interface FollowFlags {
  /** Seconds. */
  stallTimeout?: number;
  /** Seconds. */
  pollInterval?: number;
  /** Whether the targets are read for their SHA-256 once the backup has completed. */
  digest: boolean;
}

/** @throws {InvalidArgumentError} which commander shows as wrong usage */
export function readSpeed(text: string): number {
  const speed = parseSpeed(text);
  if (speed === undefined)
    throw new InvalidArgumentError(
      'Give whole bytes a second, or a number with a suffix K, M or G: 8M, 0.5M.',
    );
  if (speed !== 0 && speed < SLOWEST_SPEED)
    throw new InvalidArgumentError(
      `${formatRate(speed)} is too slow to get anywhere; give at least ${formatRate(SLOWEST_SPEED)}, such as 8M.`,
    );
  return speed;
}

/** setTimeout takes 2^31 milliseconds at most. */
const MOST_SECONDS = 2_000_000;

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= MOST_SECONDS))
    throw new InvalidArgumentError(`Give seconds above 0 and up to ${MOST_SECONDS}, such as 0.5.`);
  return seconds;
}

/** Adds the options that say how a backup is followed. */
export function addFollowOptions(command: Command): Command {
  return command
    .option('--stall-timeout <seconds>', 'call a disk stalled after so long without a byte (60)', readSeconds)
    .option('--poll-interval <seconds>', 'look at the jobs no more often than this (0.25)', readSeconds)
    .option('--no-digest', 'leave it to verify to read the targets and record their SHA-256');
}

/** Adds the options that say how a backup runs. */
export function addRunOptions(command: Command): Command {
  return addFollowOptions(
    command
      .option('--speed <rate>', 'copy each disk at this many bytes a second at most: 8M, 512K', readSpeed)
      .option('--compress', 'compress qcow2 targets')
      .addOption(
        new Option(
          '--on-error <policy>',
          'at an I/O error, fail (report), or stop the disk until you resume (stop)',
        ).choices(['report', 'stop']),
      )
      .option('--keep-partial', 'keep what a failed or cancelled backup has written')
      .option('--no-copy-offload', 'let QEMU copy every byte itself, never the kernel')
      .option(
        '--guest-agent <socket>',
        "freeze the guest's file systems while the jobs start, through its agent's unix socket",
      ),
  );
}

/** What the engine is told of how a backup is followed. */
export function followOptions({ stallTimeout, pollInterval }: FollowFlags): Partial<RunOptions> {
  return {
    ...(stallTimeout !== undefined && { stallTimeout: stallTimeout * 1000 }),
    ...(pollInterval !== undefined && { pollInterval: pollInterval * 1000 }),
  };
}

/** What the engine is told of how a backup runs. */
export function runOptions(flags: RunFlags): Partial<RunOptions> {
  const { speed, compress, onError, keepPartial, copyOffload, guestAgent } = flags;
  return {
    ...(speed !== undefined && speed > 0 && { speed }),
    ...(compress && { compress: 'on' }),
    ...(onError !== undefined && { onError }),
    ...(keepPartial && { partial: 'keep' }),
    copyOffload: copyOffload ? 'on' : 'off',
    ...(guestAgent !== undefined && { guestAgent }),
    ...followOptions(flags),
  };
}
