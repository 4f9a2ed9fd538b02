import { DocumentError, readDefinition, type BackupDefinition } from '../engine';
import { ExitStatus, Failure } from './exitStatus';
import { formatProblem, locateProblems } from './problems';
import { readText } from './readText';

/**
 * Reads a backup document that is to be carried out.
 * @throws {Failure} with every error of the document, placed in the file
 */
export async function readBackup(file: string): Promise<BackupDefinition> {
  const text = await readText(file);
  try {
    return readDefinition(text);
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    const lines = locateProblems(file, text, error.problems).map(formatProblem);
    throw new Failure(ExitStatus.refused, lines.join('\n'), { cause: error });
  }
}
