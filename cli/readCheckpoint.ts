import { DocumentError, readCheckpoint, type CheckpointDefinition } from '../engine';
import { ExitStatus, Failure } from './exitStatus';
import { formatProblem, locateProblems, type LocatedProblem } from './problems';
import { readText } from './readText';

/**
 * What `--checkpoint` stands for: a checkpoint of that name on every disk of the backup, or, where it looks like a file
 * (it has a slash, or ends in `.xml`), what its `<domaincheckpoint>` document says.
 * @param onProblems is told the document's problems before they are thrown, for programs
 * @throws {Failure} where the file cannot be read, or with every problem of the document
 */
export async function readCheckpointOption(
  given: string | undefined,
  onProblems: (problems: LocatedProblem[]) => void,
): Promise<{ checkpoint?: CheckpointDefinition }> {
  if (given === undefined) return {};
  if (!given.includes('/') && !given.endsWith('.xml')) return { checkpoint: { name: given, disks: 'all' } };
  const text = await readText(given);
  try {
    return { checkpoint: readCheckpoint(text) };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    const problems = locateProblems(given, text, error.problems);
    onProblems(problems);
    throw new Failure(ExitStatus.refused, problems.map(formatProblem).join('\n'), { cause: error });
  }
}
