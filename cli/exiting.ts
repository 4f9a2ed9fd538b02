import type { ExitStatus } from './exitStatus';

/** Makes an action of commander's out of a command that answers with its exit status. */
export function exiting<Arguments extends unknown[]>(
  command: (...given: Arguments) => Promise<ExitStatus>,
): (...given: Arguments) => Promise<void> {
  return async (...given) => {
    process.exitCode = await command(...given);
  };
}
