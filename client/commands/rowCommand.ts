import * as vscode from 'vscode';
import type { HistoryReader } from '../history/historyReader';
import { choose, showMessage } from '../reporting/messages';
import { isRow, rowsFor, type RowOf, type Takes } from '../store/rowAbilities';
import type { JobStore } from '../store/jobStore';
import type { StoreNode } from '../store/nodes';
import type { WorkStore } from '../store/work';
import { rowChoice } from '../views/words/rowChoice';
import { registerTrusted } from './preconditions';

/** What the commands of rows need of the rest of the extension to find one. */
export interface RowParts {
  store: JobStore;
  works: WorkStore;
  history: HistoryReader;
}

/** A command that works on a row of the tree. */
export interface RowCommand<K extends StoreNode['kind']> extends Takes<K> {
  /** What a list of such rows is called, and what is told where there is none. */
  title: string;
  /** The kinds of rows that a list offers, where it works on more of them: a backup, and not each of its disks. */
  offers?: readonly K[];
  run: (row: RowOf<K>) => Promise<void> | void;
}

/** Registers a command of a row: from the palette, or bound to a key, it asks for one. */
export function registerRowCommand<K extends StoreNode['kind']>(
  parts: RowParts,
  command: string,
  { title, kinds, offers = kinds, ability, run }: RowCommand<K>,
): vscode.Disposable {
  return registerTrusted(command, async (argument) => {
    const row = isRow(argument, kinds)
      ? argument
      : await pickRow(parts, title, { kinds: offers, ...(ability !== undefined && { ability }) });
    if (row !== undefined) await run(row);
  });
}

const ofHistory: readonly StoreNode['kind'][] = ['history', 'past', 'past-disk'];

/** @returns undefined where there is none, which was told then, or the choice was dismissed */
async function pickRow<K extends StoreNode['kind']>(
  { store, works, history }: RowParts,
  title: string,
  takes: Takes<K>,
): Promise<RowOf<K> | undefined> {
  // The view reads History when it is opened; here it may never have been.
  if (takes.kinds.some((kind) => ofHistory.includes(kind))) await history.readOnce();
  const rows = withoutDoubles(rowsFor(store, works, takes));
  const [only] = rows;
  if (only === undefined) {
    void showMessage(
      'information',
      vscode.l10n.t('{0}: there is nothing at the moment to do that with.', title),
    );
    return undefined;
  }
  if (rows.length === 1) return only;
  const choices = newestFirst(rows).map((row) => ({ ...rowChoice(row), value: row }));
  return choose(title, vscode.l10n.t('Which one?'), choices);
}

/** When a past backup was started, in ms since the epoch; all else, which has no time, stays before those. */
function startOf(row: StoreNode): number {
  if (row.kind === 'past-disk') return startOf(row.parent);
  return row.kind === 'past' ? row.past.startedAt : Number.MAX_VALUE;
}

/** Past backups by their time, and not below what they build on, as in the tree. */
function newestFirst<N extends StoreNode>(rows: readonly N[]): N[] {
  return rows.toSorted((a, b) => startOf(b) - startOf(a));
}

/** A backup that has just ended has a row of its own and one in History; in a list it stands once. */
function withoutDoubles<N extends StoreNode>(rows: readonly N[]): N[] {
  const above = new Set(rows.flatMap((row) => (row.kind === 'run' ? [row.snapshot.run] : [])));
  const disksAbove = new Set(rows.flatMap((row) => (row.kind === 'disk' ? [row.parent.snapshot.run] : [])));
  return rows.filter(
    (row) =>
      !(row.kind === 'past' && above.has(row.past.run)) &&
      !(row.kind === 'past-disk' && disksAbove.has(row.parent.past.run)),
  );
}
