import { runTitle } from '../reporting/runTitle';
import { plainText } from '../reporting/plainText';
import type { PastRunNode } from '../store/historyNodes';
import type { RunNode } from '../store/nodes';
import { diskLines } from '../views/words/diskLines';
import { pastDiskLines, pastRunLines } from '../views/words/pastLines';
import { runLines } from '../views/words/runLines';

function section(title: string, rule: string, lines: readonly string[]): string {
  return [title, rule.repeat(title.length), ...lines, ''].join('\n');
}

/** All that is known of a run, as a text of one section for the whole and one for each disk. */
export function detailsText(run: RunNode): string {
  const { name } = run.snapshot;
  return [
    section(plainText(runTitle(name)), '=', runLines(run)),
    ...run.disks.map((disk) => section(plainText(disk.progress.disk), '-', diskLines(disk))),
  ].join('\n');
}

/** All that is known of a past run, in the same form. */
export function pastDetailsText(node: PastRunNode): string {
  return [
    section(plainText(runTitle(node.past.name)), '=', pastRunLines(node)),
    ...node.disks.map((row) => section(plainText(row.disk.disk), '-', pastDiskLines(row))),
  ].join('\n');
}
