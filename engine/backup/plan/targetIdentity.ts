import path from 'node:path';
import { deviceNumber } from '../host/deviceNumber';
import { look, resolved } from '../host/files';
import type { Locality, PlannedDisk } from './backupPlan';

/** What a target is, whatever it is called: a device by its number, a file by its real folder and its name. */
export async function targetIdentity(
  { type, path: target }: Pick<PlannedDisk['target'], 'type' | 'path'>,
  locality: Locality,
): Promise<string> {
  if (locality === 'remote') return target;
  if (type === 'block') {
    const found = await look(target, 'links').catch(() => undefined);
    if (found?.isBlockDevice()) return `device ${deviceNumber(found.rdev)}`;
  }
  return path.posix.join(await resolved(path.posix.dirname(target)), path.posix.basename(target));
}
