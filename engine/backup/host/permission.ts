import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { QemuProcess } from './qemuProcess';

/**
 * Whether a process may write to a device, or make files in a folder. `yes` and `no` are the kernel's own word;
 * `likely` and `unlikely` follow from owners and modes, which access control lists may overrule.
 */
export type Permission = 'yes' | 'no' | 'likely' | 'unlikely';

/** Whether it is this very program's user, so that the kernel can simply be asked. */
function isOurUser({ uid, gid, groups }: QemuProcess): boolean {
  const ours = new Set(process.getgroups?.() ?? []);
  return (
    uid === process.getuid?.() &&
    gid === process.getgid?.() &&
    groups.every((group) => ours.has(group) || group === gid)
  );
}

async function weMay(file: string, mode: number): Promise<Permission> {
  return access(file, mode).then(
    () => 'yes',
    () => 'no',
  );
}

/** Asks the kernel as that user, which root can; `undefined` where the tool for it (of util-linux) is missing. */
async function askAs({ uid, gid, groups }: QemuProcess, file: string): Promise<Permission | undefined> {
  const identity = [`--reuid=${uid}`, `--regid=${gid}`];
  const others = groups.length === 0 ? '--clear-groups' : `--groups=${groups.join(',')}`;
  // Whoever calls this has found the process to be without powers; uid 0 would get them back.
  const powers = ['--inh-caps=-all', '--bounding-set=-all'];
  try {
    await promisify(execFile)('setpriv', [...identity, others, ...powers, 'test', '-w', file]);
    return 'yes';
  } catch (error) {
    return (error as { code?: unknown }).code === 1 ? 'no' : undefined;
  }
}

/** What owner, group and mode say of each folder on the way, and of the last thing itself. */
async function byMode(who: QemuProcess, file: string, mode: number): Promise<Permission> {
  const real = await realpath(file);
  const steps = real.split('/').map((_, index, names) => `/${names.slice(1, index + 1).join('/')}`);
  for (const [index, step] of steps.entries()) {
    const { uid, gid, mode: bits } = await stat(step);
    const shift = uid === who.uid ? 6 : gid === who.gid || who.groups.includes(gid) ? 3 : 0;
    const wanted = index === steps.length - 1 ? mode : constants.X_OK;
    if (((bits >> shift) & wanted) !== wanted) return 'unlikely';
  }
  return 'likely';
}

/**
 * Whether QEMU may write to a device, or make files in a folder.
 * @throws {Error} where this program's user may not look that far
 */
export async function mayWrite(
  who: QemuProcess,
  file: string,
  kind: 'folder' | 'device',
): Promise<Permission> {
  const mode = kind === 'folder' ? constants.W_OK | constants.X_OK : constants.W_OK;
  if (isOurUser(who) && who.powers === 'none') return weMay(file, mode);
  if (who.powers === 'all') return 'yes';
  return (process.getuid?.() === 0 ? await askAs(who, file) : undefined) ?? byMode(who, file, mode);
}
