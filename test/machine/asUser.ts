import { execFileSync } from 'node:child_process';

/**
 * Arguments of QEMU that have it give up root for this user, once it has its files and sockets. QEMU 11 no longer has the
 * option that 7.2 knows, and 7.2 not yet the one that 11 has; which of them is there, QEMU's help tells.
 */
export function asUser(name: string): string[] {
  const help = execFileSync('qemu-system-x86_64', ['-help'], { encoding: 'utf8' });
  return /^-runas /m.test(help) ? ['-runas', name] : ['-run-with', `user=${name}`];
}
