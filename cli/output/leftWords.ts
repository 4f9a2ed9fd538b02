import { withoutPlace, type LeftState } from '../../engine';

const SINCE: Record<Exclude<LeftState, 'own'>, string> = {
  other: 'is another file by now',
  unsure: 'may be another file by now',
};

/** What is said of a file that a run has left, behind its name, where it may not be that any more; a clause. */
export const sinceWords = (state: LeftState): string => (state === 'own' ? '' : `, which ${SINCE[state]}`);

/** Where what a run wrote so far is, or was; a clause. */
export function whereLeft(file: string, state: LeftState): string {
  return `what it wrote so far ${state === 'own' ? 'is' : 'was'} in "${file}"${sinceWords(state)}`;
}

/** What is told against a disk's backup, without the place of what it has left where that may be another file by now. */
export function errorWithout(
  error: string | undefined,
  left: { file: string | undefined; state: LeftState },
): string | undefined {
  if (error === undefined || left.file === undefined || left.state === 'own') return error;
  return withoutPlace(error, left.file);
}
