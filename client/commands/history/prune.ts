import * as vscode from 'vscode';
import { bytesOfKept, prune, readNeeds, type Catalogue, type PrunePlan } from '../../../engine';
import { configuredFolders } from '../../history/configuredFolders';
import { planRowPrune, type RowPolicy } from '../../history/planRowPrune';
import { dialogLines } from '../../reporting/dialogLines';
import { logError } from '../../reporting/log';
import { ask, showMessage } from '../../reporting/messages';
import { notify } from '../../reporting/notify';
import { runsOf, type HistoryNode } from '../../store/historyNodes';
import { sizeText } from '../../views/words/quantities';
import { namedError, namedText } from '../../views/words/namedRuns';
import type { HistoryParts } from './parts';
import { pruneLines } from './pruneLines';
import { verifyBeforePrune } from './verifyBeforePrune';

const DAY = 24 * 60 * 60 * 1000;

function wholeNumber(least: number, refusal: string): (text: string) => string | undefined {
  return (text) => (/^\d{1,6}$/.test(text.trim()) && Number(text) >= least ? undefined : refusal);
}

async function askPolicy(): Promise<RowPolicy | undefined> {
  const title = (step: number): string => vscode.l10n.t('Prune Backups ({0} of {1})', step, 2);
  const keep = await vscode.window.showInputBox({
    title: title(1),
    prompt: vscode.l10n.t('How many complete backups to keep, the newest ones'),
    value: '7',
    validateInput: wholeNumber(
      1,
      vscode.l10n.t('A whole number, at least 1: the newest backup always stays.'),
    ),
  });
  if (keep === undefined) return undefined;
  const days = await vscode.window.showInputBox({
    title: title(2),
    prompt: vscode.l10n.t('For how many days to keep the others, too; 0 to keep only those'),
    value: '0',
    validateInput: wholeNumber(0, vscode.l10n.t('A whole number of days, or 0.')),
  });
  return days === undefined ? undefined : { keep: Number(keep), olderThan: Number(days) * DAY };
}

/** Prune…: shows which backups would go, and removes them if a person agrees. No chain is broken. */
export async function pruneCommand(parts: HistoryParts, node: HistoryNode): Promise<void> {
  const policy = await askPolicy();
  if (policy === undefined) return;
  try {
    const { catalogue } = await parts.readHistory();
    const needs = () => readNeeds(catalogue, { records: parts.records, folders: configuredFolders() });
    const plan = await planRowPrune(catalogue, await needs(), node, policy);
    if (plan.remove.length === 0) {
      // With those that did not complete, as the row counts them.
      const shown = runsOf(node).length;
      const nothing =
        shown === 1
          ? vscode.l10n.t('Nothing to prune: by that, the only backup stays.')
          : vscode.l10n.t('Nothing to prune: by that, none of the {0} backups goes.', shown);
      return void showMessage('information', [nothing, ...whyMoreStay(plan)].join(' '));
    }
    if ((await confirm(parts, catalogue, plan, node)) === 'no') return;
    if ((await verifyBeforePrune(parts, catalogue, plan)) === 'may go') await carryOut(parts, plan, needs);
  } catch (error) {
    logError(parts.log, 'Backups could not be pruned', error);
    await notify('error', namedError(error, parts.store));
  } finally {
    await parts.history.refresh();
  }
}

/** Why more stay than one might think: newer ones do not count, or nobody can tell which are newer. */
function whyMoreStay({ keep }: PrunePlan): string[] {
  return [
    ...(keep.every(({ unproven }) => unproven === undefined)
      ? []
      : [
          vscode.l10n.t(
            'Older backups stay because newer ones have no digests. Verify those, then prune again.',
          ),
        ]),
    ...(keep.every(({ undecided }) => undecided === undefined)
      ? []
      : [
          vscode.l10n.t(
            'Some stay because nobody can tell which are the newest: a clock was set back, or some do not belong together. Remove their files yourself where you do not need them.',
          ),
        ]),
  ];
}

async function confirm(
  { log, store }: HistoryParts,
  catalogue: Catalogue,
  plan: PrunePlan,
  node: HistoryNode,
): Promise<'yes' | 'no'> {
  const { remove, reliedOn, bytes } = plan;
  const of = node.parent?.connection.name ?? vscode.l10n.t('other machines');
  const { going, staying, tally } = pruneLines(catalogue, plan, node);
  const orphaned = remove.flatMap(({ run: { manifest } }) => manifest.checkpoint ?? []);
  return ask('warning', {
    message:
      remove.length === 1
        ? vscode.l10n.t('Remove 1 backup of {0} for good?', of)
        : vscode.l10n.t('Remove {0} backups of {1} for good?', remove.length, of),
    detail: [
      ...tally,
      ...dialogLines(log, going),
      ...dialogLines(
        log,
        remove.flatMap(({ stays }) => stays).map((why) => namedText(why, store)),
      ),
      ...(orphaned.length === 0
        ? []
        : [
            vscode.l10n.t(
              'No incremental backup since these checkpoints can be restored any more: {0}',
              dialogLines(log, orphaned).join(', '),
            ),
          ]),
      vscode.l10n.t('That frees {0}.', sizeText(bytes)),
      ...dialogLines(log, staying),
      ...whyMoreStay(plan),
      ...(reliedOn.length === 0
        ? []
        : [
            vscode.l10n.t(
              'Before, the backups that stay are verified ({0} to read); where one is damaged, nothing is removed.',
              sizeText(bytesOfKept(catalogue, plan)),
            ),
          ]),
    ],
    yes: vscode.l10n.t('Remove'),
  });
}

async function carryOut(
  { log, records, store }: HistoryParts,
  plan: PrunePlan,
  needs: () => ReturnType<typeof readNeeds>,
): Promise<void> {
  const location = { viewId: 'domainbackup.backups' };
  const { removed, troubles } = await vscode.window.withProgress({ location }, () =>
    prune(plan, { records, needs }),
  );
  for (const run of removed) log.info(`Removed backup ${run}`);
  store.found((verdicts) => removed.forEach((run) => verdicts.forget(run)));
  for (const { message } of troubles) log.error(message);
  const [first] = troubles;
  if (first !== undefined) return void (await notify('error', namedText(first, store)));
  void showMessage(
    'information',
    removed.length === 1
      ? vscode.l10n.t('1 backup was removed.')
      : vscode.l10n.t('{0} backups were removed.', removed.length),
  );
}
