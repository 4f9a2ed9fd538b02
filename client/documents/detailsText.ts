import { runTitle } from '../reporting/runTitle';
import { plainText } from '../reporting/plainText';
import type { RunNode } from '../store/jobStore';
import { diskLines } from '../views/words/diskLines';
import { runLines } from '../views/words/runLines';

function section(title: string, rule: string, lines: readonly string[]): string {
  return [title, rule.repeat(title.length), ...lines, ''].join('\n');
}

/** All that is known of a run, as a text of one section for the whole and one for each disk. */
export function detailsText(run: RunNode): string {
  const { name, disks } = run.snapshot;
  const facts = (disk: string) => run.facts?.disks.find((one) => one.disk === disk);
  return [
    section(plainText(runTitle(name)), '=', runLines(run)),
    ...disks.map((progress) =>
      section(plainText(progress.disk), '-', diskLines(progress, facts(progress.disk))),
    ),
  ].join('\n');
}
