import { QmpCommandError } from '../../qmp';

/** What QEMU answers about its guest. qemu-storage-daemon has no guest, and no such commands. */
export async function ofGuest<Answer>(question: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await question;
  } catch (error) {
    if (error instanceof QmpCommandError && error.class === 'CommandNotFound') return undefined;
    throw error;
  }
}
