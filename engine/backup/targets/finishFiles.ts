import type { Outcome } from '../model';
import { reasonOf } from '../records/reasonOf';
import { discard, keepName, publish } from './publish';
import type { PartialFile, Remains } from './remains';

/** What could not be done to a file. */
export interface FileTrouble {
  /** In sentences. */
  words: string;
  /**
   * - `denied`: it is another user's, or in that user's folder: that one can
   * - `gone`: somebody has taken it away
   */
  kind: 'denied' | 'gone' | 'other';
}

/** Why a whole copy could not be given its name, as a clause. */
function whyUnnamed(error: unknown, target: string): string {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return reasonOf(error);
  return `"${target}" was made by somebody else meanwhile, and nothing existing is overwritten`;
}

function troubleOf(outcome: Outcome, { writtenTo, target }: PartialFile, error: unknown): FileTrouble {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (outcome === 'completed' && code === 'ENOENT')
    return { words: `"${writtenTo}" was removed or moved while the backup ran.`, kind: 'gone' };
  return {
    words:
      outcome === 'completed'
        ? `All of it is in "${writtenTo}", which could not be given its name: ${whyUnnamed(error, target)}.`
        : `Its partial file could not be removed: ${reasonOf(error)}.`,
    kind: ['EACCES', 'EPERM', 'EROFS'].includes(code) ? 'denied' : 'other',
  };
}

/** Names or removes one file; says what could not be done. */
async function finishFile(
  outcome: Outcome,
  file: PartialFile,
  { locality, partial }: Remains,
): Promise<FileTrouble | undefined> {
  const { writtenTo, target } = file;
  if (outcome === 'unknown') return undefined;
  // A remote path says nothing about the file of that name here.
  if (locality === 'remote') {
    const where = `"${writtenTo}" on QEMU's host`;
    const words =
      outcome === 'completed'
        ? `It is complete, and is called ${where}.`
        : `What was written stays at ${where}.`;
    return { words, kind: 'other' };
  }
  if (outcome !== 'completed' && partial === 'keep') return undefined;
  try {
    if (outcome === 'completed') {
      await publish(writtenTo, target);
      await keepName(target);
    } else await discard(writtenTo);
    return undefined;
  } catch (error) {
    return troubleOf(outcome, file, error);
  }
}

/** Gives the files of a run their names, or removes them. @returns what could not be done, by the target's path */
export async function finishFiles(outcome: Outcome, remains: Remains): Promise<Map<string, FileTrouble>> {
  const troubles = new Map<string, FileTrouble>();
  for (const file of remains.files) {
    const trouble = await finishFile(outcome, file, remains);
    if (trouble) troubles.set(file.target, trouble);
  }
  return troubles;
}
