import { CommanderError } from 'commander';
import { BackupError, errorText, QmpError } from '../engine';
import { ExitStatus, Failure } from './exitStatus';
import { complain } from './output/write';

/**
 * Says in one line what went wrong; a stack trace is for nobody's eyes but ours.
 * @returns the exit status that stands for it
 */
export function fail(error: unknown): ExitStatus {
  // Commander has printed its own message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitStatus.ok : ExitStatus.usage;
  if (error instanceof Failure) {
    complain(...error.message.split('\n'));
    return error.status;
  }
  complain(`domainbackup: ${errorText(error)}`);
  if (error instanceof BackupError) return ExitStatus.refused;
  return error instanceof QmpError ? ExitStatus.unknown : ExitStatus.failed;
}
