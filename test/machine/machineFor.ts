import type { TestContext } from 'node:test';
import { bootMachine, type Machine, type MachineOptions } from '../../scripts/throwawayMachine.mjs';
import { atEnd } from '../support/atEnd';

/** Boots a throw-away machine for a test; it is gone after the test, also when that fails. */
export async function machineFor(t: TestContext, options: MachineOptions): Promise<Machine> {
  const machine = await bootMachine(options);
  atEnd(t, () => machine.stop());
  return machine;
}
