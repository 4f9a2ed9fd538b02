import { chmod } from 'node:fs/promises';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { MachineOptions } from '../../scripts/throwawayMachine.mjs';
import { nobody } from './asNobody';
import { setUp } from './setUp';

/** A machine that a user may back up who may not write to the folder of the targets. */
export async function notOurs(t: TestContext, options: MachineOptions) {
  const { machine, file, socket, second, targets } = await setUp(t, options);
  await Promise.all([chmod(machine.folder, 0o711), chmod(socket, 0o777)]);
  await Promise.all([chmod(path.dirname(file), 0o755), chmod(targets, 0o755)]);
  const user = await nobody(t);
  return { machine, file, socket, second, targets, user, run: (...args: string[]) => user(...args).ended };
}
