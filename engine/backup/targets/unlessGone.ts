import { QmpCommandError } from '../../qmp';

/** What somebody else has removed is removed. */
export async function unlessGone(command: Promise<unknown>): Promise<void> {
  try {
    await command;
  } catch (error) {
    const isGone = error instanceof QmpCommandError && /Failed to find node|Job not found/.test(error.desc);
    if (!isGone) throw error;
  }
}
