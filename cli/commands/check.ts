import { ExitStatus, Failure } from '../exitStatus';
import { complain, say, sayJson } from '../output/write';
import { findProblems, formatProblem } from '../problems';
import { readText } from '../readText';

/** `check FILE...`: the problems of backup documents. A file that cannot be read does not keep the others back. */
export async function check(files: string[], options: { json?: true }): Promise<ExitStatus> {
  let status: ExitStatus = ExitStatus.ok;
  for (const file of files) {
    try {
      for (const problem of findProblems(file, await readText(file))) {
        if (problem.severity === 'error' && status === ExitStatus.ok) status = ExitStatus.refused;
        if (options.json) sayJson(problem);
        else say(formatProblem(problem));
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      complain(error.message);
      status = error.status;
    }
  }
  return status;
}
