import { errorText } from '../../errorText';
import { QmpDisconnectedError } from '../../qmp';
import { RunError } from '../errors';
import { groupOutcome } from '../jobs/jobState';
import type { DiskResult, Loss } from '../model';
import type { Ending } from '../records/keepRecord';
import { existing, type Remains } from '../targets/remains';
import { RunLeftError } from './monitorLink';

const LOSSES: Record<Loss, string> = {
  gone: 'QEMU, or the connection to it, went away before anybody had read the outcome.',
  anew:
    'The QEMU that answers now knows nothing of this backup: ' +
    'the machine was started anew, or another program cleared up.',
  dismissed: 'Another program dismissed its jobs in QEMU, and nobody was told how they had ended.',
};

/** Why nobody knows how a run ended, in a sentence. */
export function lossText(loss: Loss): string {
  return LOSSES[loss];
}

/** A QEMU answers where the run was started, and knows nothing of it. */
export class RunForgottenError extends RunError {
  override name = 'RunForgottenError';

  constructor() {
    super(LOSSES.anew);
  }
}

/** Why a run was lost, by the error that ended its following; absent where that says it in words of its own. */
function lossOf(error: unknown): Loss | undefined {
  if (error instanceof RunForgottenError) return 'anew';
  return error instanceof QmpDisconnectedError && !(error instanceof RunLeftError) ? 'gone' : undefined;
}

/** Where the file of a disk is whose outcome is unknown; a sentence of its error. */
const placeText = (file: string) => `What it wrote so far is in "${file}".`;

/** The error of a disk without where its file is, which may be another one by now. */
export function withoutPlace(error: string, file: string): string {
  return error.replace(placeText(file), '').trim();
}

/**
 * How a run has ended of which nobody can learn anything any more: what it has written stays, and each disk says where.
 * It is put together here alone, whoever finds it out.
 * @param why the loss, or an error that ended the following
 */
export async function unknownEnding(
  disks: readonly DiskResult[],
  why: { loss: Loss } | { error: unknown },
  { files, named, locality }: Pick<Remains, 'files' | 'named' | 'locality'>,
): Promise<Ending> {
  const loss = 'loss' in why ? why.loss : lossOf(why.error);
  const words = loss === undefined && 'error' in why ? errorText(why.error) : LOSSES[loss ?? 'gone'];
  // Of another host's files nobody here can say whether they are there.
  const all = [...files, ...named];
  const left = locality === 'local' ? await existing(all) : all;
  const outcome = groupOutcome(disks.map((disk) => disk.outcome));
  return {
    outcome,
    ...(outcome === 'unknown' && loss !== undefined && { loss }),
    disks: disks.map((disk) => {
      const file = left.find(({ target }) => target === disk.target);
      const isUnknown = disk.outcome === 'unknown';
      // Where it is known how a disk ended, its file is no part of why.
      const where = isUnknown && file ? placeText(file.writtenTo) : undefined;
      const error = [isUnknown ? words : disk.error, where].filter((part) => part !== undefined).join(' ');
      return { ...disk, ...(error !== '' && { error }), ...(file && { remains: file.writtenTo }) };
    }),
  };
}
