import * as vscode from 'vscode';
import { formatPercent, verifyKept, type Catalogue, type PrunePlan } from '../../../engine';
import { notify } from '../../reporting/notify';
import { plainText } from '../../reporting/plainText';
import { namedReport } from '../../views/words/namedRuns';
import type { HistoryParts } from './parts';

/** Verifies what stays, with a notification that shows how far that is and has a button to stop it. */
async function verifyShowing(
  catalogue: Catalogue,
  plan: PrunePlan,
): Promise<Awaited<ReturnType<typeof verifyKept>> | 'stopped'> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Verifying the backups that stay'),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (shown, token) => {
    const stopping = new AbortController();
    const subscription = token.onCancellationRequested(() => stopping.abort());
    let told = 0;
    try {
      return await verifyKept(catalogue, plan, {
        signal: stopping.signal,
        onProgress: ({ disk, current, total }) => {
          const share = total === 0 ? 0 : (current / total) * 100;
          const message = `${plainText(disk)}, ${formatPercent({ current, total, state: 'running' })}`;
          shown.report({ message, increment: share - told });
          told = share;
        },
      });
    } catch (error) {
      if (stopping.signal.aborted) return 'stopped';
      throw error;
    } finally {
      subscription.dispose();
    }
  });
}

/**
 * Verifies what a prune relies on before anything goes, and tells what is wrong with it.
 * @returns whether the backups may go
 * @throws {BackupError} where qemu-img is not installed
 */
export async function verifyBeforePrune(
  { log, store }: Pick<HistoryParts, 'log' | 'store'>,
  catalogue: Catalogue,
  plan: PrunePlan,
): Promise<'may go' | 'stay'> {
  if (plan.reliedOn.length === 0) return 'may go';
  const shown = await verifyShowing(catalogue, plan);
  if (shown === 'stopped') {
    log.info('The verification before the prune was stopped; nothing was removed');
    return 'stay';
  }
  const { findings, verdict, runs } = namedReport(shown, store);
  store.found((verdicts, at) => verdicts.noteVerified(runs, at));
  for (const { severity, message } of findings)
    if (severity === 'error') log.error(message);
    else log.warn(message);
  if (verdict === 'sound') return 'may go';
  const first = findings.find(({ severity }) => severity === 'error')?.message ?? '';
  await notify(
    'error',
    verdict === 'damaged'
      ? vscode.l10n.t('Nothing was removed: of the backups that would stay, something is damaged. {0}', first)
      : vscode.l10n.t(
          'Nothing was removed: of the backups that would stay, not all can be read now. {0}',
          first,
        ),
  );
  return 'stay';
}
