import { resolved } from '../host/files';
import { isOfRestore, parsePartial } from '../names/partialName';
import type { RunId } from '../names/runId';
import { runOf } from './catalogue';
import type { KnownRuns } from './leftFiles';
import { LeftStates } from './leftState';

/** What a file is whose run did not complete, or is not over; a sentence. */
function leftText(file: string, run: RunId, outcome: string | undefined): string {
  const end = outcome === undefined ? 'has not completed' : `did not complete: its outcome is "${outcome}"`;
  return `"${file}" is no backup: it was written by run ${run}, which ${end}.`;
}

/** What is known against a file that may be an image which is whole in itself. */
export interface AgainstImage {
  /** `refused`: it is no backup; `doubt`: it may be none, and whoever relies on it is told so. */
  kind: 'refused' | 'doubt';
  /** A sentence. */
  why: string;
}

/**
 * Whether a file is no backup although it may be an image that is whole in itself: a run that did not complete has left
 * it. Its partial name says so wherever it lies, or a manifest or a record of the run, as long as it is that file.
 * @returns `undefined` where nothing says so
 */
export async function whyLeft(file: string, known: KnownRuns): Promise<AgainstImage | undefined> {
  const itself = await resolved(file);
  if (isOfRestore(itself))
    return { kind: 'refused', why: `"${file}" is no backup: a restore writes it, or has left it.` };
  const partial = parsePartial(itself);
  const left = partial
    ? { run: partial.run, state: 'own' as const }
    : await (await LeftStates.read(known)).at(itself);
  if (left === undefined) return undefined;
  const { run, state } = left;
  if (state !== 'own') {
    const which =
      state === 'other'
        ? 'by its times, what is there now is another one'
        : 'whether what is there now is another one nobody can tell: look at it before you rely on it';
    return {
      kind: 'doubt',
      why: `Run ${run}, which did not complete, has left a file called "${file}"; ${which}.`,
    };
  }
  const record = known.records.find((one) => one.run === run);
  const outcome = runOf(known, run)?.manifest.outcome ?? record?.outcome;
  if (partial && outcome === 'completed') {
    const why =
      `"${file}" still has its partial name, although run ${run} completed: ` +
      `call it "${partial.target}", unless something has that name, and verify it by that.`;
    return { kind: 'refused', why };
  }
  return { kind: 'refused', why: leftText(file, run, outcome) };
}
