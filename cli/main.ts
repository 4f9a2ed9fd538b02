import { Command } from 'commander';
import { version } from '../package.json';
import { addArchiveCommands } from './archiveCommands';
import { CATALOG_OPTION } from './catalogue';
import { addCheckpointCommands } from './checkpointCommands';
import { addControlCommands } from './controlCommands';
import { attach } from './commands/attach';
import { cancel } from './commands/cancel';
import { check } from './commands/check';
import { history } from './commands/history';
import { jobs } from './commands/jobs';
import { plan } from './commands/plan';
import { start } from './commands/start';
import { exiting } from './exiting';
import { fail } from './fail';
import { refuseOptionsAsValues } from './optionValues';
import { outliveReaders } from './output/write';
import { addFollowOptions, addRunOptions } from './runOptions';

const EXIT_HELP = `
Exit status:
  0  done: the document is valid, the backup completed, it is cancelled, all is sound;
     a dry run has told what it would do; there was nothing to list or to remove
  1  refused, and nothing was touched: the document is invalid, something stands against it;
     no run or checkpoint of that name is known; nothing is there to cancel, to follow or to
     verify; prune: what would stay is damaged, or cannot be read;
     verify: something is damaged, or cannot be read
  2  wrong usage, or a file, folder or socket that is not there or cannot be opened
  3  the backup, the restore or the prune failed; restore: the backup turned out to be damaged
  4  the backup was cancelled, or the command was interrupted
  5  the outcome is unknown, because QEMU or the connection went away, or you left before the end
  6  restore --accept-damage: the disks were restored, and their backup is damaged; or some were
  7  done, as with 0, but the output could not be written, as on a full disk`;

function createProgram(): Command {
  const program = new Command('domainbackup')
    .description('Checks libvirt backup documents and runs them on a QEMU machine.')
    .version(version)
    .exitOverride()
    .addHelpText('after', EXIT_HELP);
  const socket = ['--qmp <socket>', "QEMU's QMP monitor: the path of a unix socket, or host:port"] as const;
  const json = ['--json', 'one JSON object a line, for programs'] as const;
  const checkpoint = [
    '--checkpoint <name|file.xml>',
    'make a checkpoint with the backup, for later increments to start from',
  ] as const;

  program
    .command('check')
    .description('report the problems of backup documents')
    .argument('<file...>', 'backup documents')
    .option(...json)
    .action(exiting(check));
  program
    .command('plan')
    .description('resolve and check a backup on a running machine; touches nothing')
    .argument('<file>', 'backup document')
    .requiredOption(...socket)
    .option(...checkpoint)
    .option(...CATALOG_OPTION)
    .option(...json)
    .action(exiting(plan));
  addRunOptions(program.command('start'))
    .description('run a backup to its end')
    .argument('<file>', 'backup document')
    .requiredOption(...socket)
    .option(...checkpoint)
    .option(...CATALOG_OPTION)
    .option(...json)
    .action(exiting(start));
  program
    .command('jobs')
    .description('list the backups on a running machine')
    .requiredOption(...socket)
    .option(...json)
    .action(exiting(jobs));
  addFollowOptions(program.command('attach'))
    .description('follow a backup that was left behind, and settle what has ended')
    .argument('[run]', "the run's id, where there are several")
    .requiredOption(...socket)
    .option(...json)
    .action(exiting(attach));
  program
    .command('history')
    .description('list the backups that were started here, also in VS Code, and how they ended')
    .option(...json)
    .action(exiting(history));
  program
    .command('cancel')
    .description('cancel a backup')
    .argument('[run]', "the run's id, where several run")
    .requiredOption(...socket)
    .action(exiting(cancel));
  addCheckpointCommands(program);
  addControlCommands(program);
  addArchiveCommands(program);
  refuseOptionsAsValues(program);
  return program;
}

outliveReaders();
createProgram()
  .parseAsync()
  .catch((error: unknown) => {
    process.exitCode = fail(error);
  });
