import type { PlanFinding } from '../../errors';

/** Said once where QEMU is reached over TCP: its files are on another host, or must be taken to be. */
export function tellRemote(): PlanFinding {
  return {
    severity: 'warning',
    code: 'not-checked',
    message:
      'QEMU is reached over TCP, so its files cannot be looked at from here: ' +
      'whether the targets’ folders and devices ' +
      'exist, are free, large enough and may be written to is left to QEMU, which refuses existing files.',
  };
}

/** Said once where QEMU's process cannot be told among those of this host. */
export function tellUnknownQemu(): PlanFinding {
  return {
    severity: 'warning',
    code: 'qemu-unknown',
    message:
      'It cannot be told which process QEMU is (a container, a forwarded socket, ' +
      'or one of several daemons that were given the same relative path?), so whether its user may write to ' +
      'the targets was not checked; QEMU refuses what it may not.',
  };
}
