import { DocumentError, readDefinition, type BackupDefinition } from '../engine';
import { ExitStatus, Failure } from './exitStatus';
import { formatProblem, locateProblems, type LocatedProblem } from './problems';
import { readText } from './readText';

/** A backup document, by what it asks for and as it was written. */
export interface ReadBackup {
  definition: BackupDefinition;
  document: string;
}

/**
 * Reads a backup document that is to be carried out.
 * @param onProblems is told them before they are thrown, for programs
 * @throws {Failure} with every problem of the document, placed in the file
 */
export async function readBackup(
  file: string,
  onProblems: (problems: LocatedProblem[]) => void,
): Promise<ReadBackup> {
  const text = await readText(file);
  try {
    return { definition: readDefinition(text), document: text };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    const problems = locateProblems(file, text, error.problems);
    onProblems(problems);
    throw new Failure(ExitStatus.refused, problems.map(formatProblem).join('\n'), { cause: error });
  }
}
