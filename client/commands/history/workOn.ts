import * as vscode from 'vscode';
import { logError } from '../../reporting/log';
import { notify } from '../../reporting/notify';
import { runTitle } from '../../reporting/runTitle';
import type { PastRun } from '../../history/pastRun';
import type { Work } from '../../store/work';
import { namedError } from '../../views/words/namedRuns';
import type { HistoryParts } from './parts';

type Working = Parameters<HistoryParts['works']['do']>[2];

/**
 * Works on a past backup for as long as it takes: its row and the view's own bar show it. Never rejects: people are
 * told.
 * @returns what `work` gave; undefined where it failed or was stopped
 */
export async function workOn<T>(
  { log, works, store }: Pick<HistoryParts, 'log' | 'works' | 'store'>,
  { run, name }: PastRun,
  kind: Work['kind'],
  work: (...args: Parameters<Working>) => Promise<T>,
): Promise<T | undefined> {
  let stopped: AbortSignal | undefined;
  try {
    return await works.do(run, kind, (signal, onProgress) => {
      stopped = signal;
      return work(signal, onProgress);
    });
  } catch (error) {
    if (stopped?.aborted === true) {
      log.info(`Backup "${runTitle(name)}" (${run}): ${kind} was stopped`);
      return undefined;
    }
    logError(log, `Backup "${runTitle(name)}" (${run}): ${kind} failed`, error);
    const values = { name: runTitle(name), reason: namedError(error, store) };
    await notify(
      'error',
      kind === 'verify'
        ? vscode.l10n.t('Backup "{name}" could not be verified. {reason}', values)
        : vscode.l10n.t('Backup "{name}" could not be restored. {reason}', values),
    );
    return undefined;
  }
}
