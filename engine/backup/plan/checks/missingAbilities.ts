import type { PlanFinding } from '../../errors';
import type { Abilities } from '../../machine/abilities';
import type { Scene } from './scene';

/** A command, or something among its arguments, as `Abilities.has` takes it. */
type Need = [command: string, ...path: string[]];

/** What every backup needs. */
const ALWAYS: Need[] = [
  ['query-named-block-nodes', 'flat'],
  ['query-jobs'],
  ['query-block-jobs'],
  ['blockdev-add', 'driver', 'raw'],
  ['blockdev-del'],
  ['blockdev-backup', 'filter-node-name'],
  ['blockdev-backup', 'auto-finalize'],
  ['blockdev-backup', 'auto-dismiss'],
  ['transaction', 'actions', 'type', 'blockdev-backup'],
  ['transaction', 'properties', 'completion-mode', 'grouped'],
  ['job-cancel'],
  ['job-dismiss'],
];

/** What the targets need on top of that. */
function needsOfTargets(disks: Scene['disks']): Need[] {
  const needs: Need[] = [];
  const has = (wanted: 'file' | 'block' | 'qcow2') =>
    disks.some(({ target }) => target.type === wanted || target.format === wanted);
  if (has('file'))
    needs.push(['blockdev-create', 'options', 'driver', 'file'], ['blockdev-add', 'driver', 'file']);
  if (has('block')) needs.push(['blockdev-add', 'driver', 'host_device']);
  if (has('qcow2'))
    needs.push(['blockdev-create', 'options', 'driver', 'qcow2'], ['blockdev-add', 'driver', 'qcow2']);
  // One that has its final name from the start bears a mark until the end.
  const isMarked = ({ target: { type, format, path, writtenTo } }: (typeof disks)[0]) =>
    type === 'file' && format === 'qcow2' && path === writtenTo;
  if (disks.some(isMarked)) needs.push(['blockdev-reopen']);
  return needs;
}

/** What the running QEMU lacks for a backup, by its own schema. */
export function findMissingAbilities({ disks, machine }: Scene, abilities: Abilities): PlanFinding[] {
  const missing = [...ALWAYS, ...needsOfTargets(disks)].filter((need) => !abilities.has(...need));
  return missing.map(([command, ...path]) => {
    const what = path.length === 0 ? `the command ${command}` : `${path.join('.')} in the command ${command}`;
    const message = `QEMU ${machine.version} lacks ${what}, which a backup needs; use a QEMU that has it.`;
    return { severity: 'error', code: 'ability-missing', message };
  });
}
