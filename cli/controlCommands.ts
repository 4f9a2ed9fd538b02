import type { Command } from 'commander';
import { pause, resume, speed } from './commands/control';
import { exiting } from './exiting';
import { readSpeed } from './runOptions';

/** The commands for a backup that runs, whoever started it. */
export function addControlCommands(program: Command): void {
  const socket = ['--qmp <socket>', "QEMU's QMP monitor: the path of a unix socket, or host:port"] as const;
  const run = ['[run]', "the run's id, where several run"] as const;

  program
    .command('pause')
    .description('pause a backup')
    .argument(...run)
    .requiredOption(...socket)
    .action(exiting(pause));
  program
    .command('resume')
    .description('let a backup go on that was paused, or that stopped on an I/O error')
    .argument(...run)
    .requiredOption(...socket)
    .action(exiting(resume));
  program
    .command('speed')
    .description('limit how fast each disk is copied, from now on')
    .argument('<rate>', 'bytes a second, such as 8M or 512K; 0: no limit', readSpeed)
    .argument(...run)
    .requiredOption(...socket)
    .action(exiting(speed));
}
