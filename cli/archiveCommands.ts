import { InvalidArgumentError, Option, type Command } from 'commander';
import { CATALOG_OPTION } from './catalogue';
import { list } from './commands/list';
import { prune } from './commands/prune';
import { restore } from './commands/restore';
import { show } from './commands/show';
import { verify } from './commands/verify';
import { exiting } from './exiting';

const DAY = 86_400_000;
const UNITS: Record<string, number> = { h: DAY / 24, d: DAY, w: 7 * DAY };

/** An age such as `30d`, in milliseconds. */
function parseAge(text: string): number {
  const [, number = '', unit = ''] = /^(\d+)([hdw])$/.exec(text) ?? [];
  const factor = UNITS[unit];
  if (factor === undefined) throw new InvalidArgumentError('Write hours, days or weeks: 12h, 30d, 8w.');
  return Number(number) * factor;
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1) throw new InvalidArgumentError('Write a whole number, at least 1.');
  return count;
}

const collect = (value: string, before: string[] = []) => [...before, value];

/** The commands for backups that are there: what they are, whether they are whole, getting disks back, retention. */
export function addArchiveCommands(program: Command): void {
  const json = ['--json', 'one JSON object a line, for programs'] as const;

  program
    .command('list')
    .description(
      'list the backups in folders, as chains. STARTED is the point in time of their disks, ' +
        "as clocks here show it; a run's id tells when it was planned, in UTC",
    )
    .argument(
      '[dir...]',
      'folders to look into, with what is below them; by default those that were backed up to',
    )
    .option(...json)
    .action(exiting(list));
  program
    .command('show')
    .description('tell all that is known of one backup')
    .argument('<run>', "the run's id")
    .option(...CATALOG_OPTION)
    .option(...json)
    .action(exiting(show));
  program
    .command('verify')
    .description('check that backups are as they were written, and can be restored')
    .argument(
      '<run|dir|image...>',
      'ids of runs, folders with all that is in them and below, image files of backups',
    )
    .option(...CATALOG_OPTION)
    .option(...json)
    .action(exiting(verify));
  program
    .command('restore')
    .description('restore disks, as they were at the time of a backup, into new files')
    .argument('<run|image>', "the run's id, or an image file of it, or a whole one of another program")
    .requiredOption('--to <dir>', 'the folder for the new files, DISK.FORMAT')
    .option('--disk <name>', 'this disk alone; may be given several times', collect)
    .addOption(new Option('--format <format>', 'of the new files').choices(['qcow2', 'raw']).default('qcow2'))
    .option(
      '--accept-damage',
      'restore what is left of a backup that is no longer as it was written; the exit status is 6 then',
    )
    .option(...CATALOG_OPTION)
    .option(...json)
    .action(exiting(restore));
  program
    .command('prune')
    .description(
      'remove old backups, never what another one needs; without --yes it only tells what would go',
    )
    .argument('<dir>', 'the folder, with what is below it')
    .option('--keep <n>', 'keep so many of the newest backups of each disk', parseCount)
    .option('--older-than <age>', 'remove only what is older: 12h, 30d, 8w', parseAge)
    .option('--missing', 'instead: forget the backups that were made there and are gone with their manifests')
    .option('--yes', 'do it, after what stays was verified')
    .option('--no-verify', 'remove without reading what stays: you have verified it just now')
    .option(...CATALOG_OPTION)
    .option(...json)
    .action(exiting(prune));
}
