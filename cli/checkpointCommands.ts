import type { Command } from 'commander';
import { CATALOG_OPTION } from './catalogue';
import { deleteOne, list, show } from './commands/checkpoint';
import { exiting } from './exiting';

/** The commands about the checkpoints on a machine's disks. */
export function addCheckpointCommands(program: Command): void {
  const socket = ['--qmp <socket>', "QEMU's QMP monitor: the path of a unix socket, or host:port"] as const;
  const json = ['--json', 'one JSON object a line, for programs'] as const;
  const name = ['<name>', "the checkpoint's name, or the id of the run that made it"] as const;
  const checkpoint = program
    .command('checkpoint')
    .description('list, show and delete the points in time that increments can start from');

  checkpoint
    .command('list')
    .description('list the checkpoints on the disks of a running machine')
    .requiredOption(...socket)
    .option(...CATALOG_OPTION)
    .option(...json)
    .action(exiting(list));
  checkpoint
    .command('show')
    .description('show a checkpoint disk by disk: what was written since, and whether it can be relied on')
    .argument(...name)
    .requiredOption(...socket)
    .option(...CATALOG_OPTION)
    .option(...json)
    .action(exiting(show));
  checkpoint
    .command('delete')
    .description('say what is lost with a checkpoint, and delete it with --yes')
    .argument(...name)
    .requiredOption(...socket)
    .option(...CATALOG_OPTION)
    .option('--yes', 'delete it')
    .option('--foreign', 'also one that another program made, such as libvirt, which goes on to count on it')
    .action(exiting(deleteOne));
}
