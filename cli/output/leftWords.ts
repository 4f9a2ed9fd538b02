import type { LeftState } from '../../engine';

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
