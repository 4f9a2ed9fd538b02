import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** `setpriv` of util-linux: the kernel kills what it starts when this program ends, also where that is killed (prctl(2)). */
const SETPRIV = ['setpriv', '--pdeathsig', 'KILL'] as const;

let known: Promise<readonly string[]> | undefined;

/**
 * What to start a program with so that it ends with this one; nothing where the system has no such thing. qemu-img takes
 * no notice of a closed pipe, and Node has no way to ask the kernel itself.
 */
export function endedWithUs(): Promise<readonly string[]> {
  const [setpriv, ...options] = SETPRIV;
  known ??= promisify(execFile)(setpriv, [...options, 'true']).then(
    () => SETPRIV,
    () => [],
  );
  return known;
}
