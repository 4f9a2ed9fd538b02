import type { BackupDefinition } from '../../document';
import type { ExecuteOptions, QmpClient } from '../../qmp';
import type { BackupPlan } from './backupPlan';
import { PlanError, type PlanFinding } from '../errors';
import { DEFAULT_RUN_OPTIONS } from '../options';
import { newRunId, runTime, type RunId } from '../names/runId';
import { inspectBackup } from './inspectBackup';
import type { PlanOptions } from './planOptions';
import { asDefinition } from './planTracking';

/**
 * Works out what a backup would do on a running machine, and checks what can be checked. Touches nothing.
 * @throws {PlanError} with every finding that stands against it
 * @throws {QmpError} when QEMU does not answer
 */
export async function planBackup(
  client: QmpClient,
  definition: BackupDefinition,
  options: PlanOptions,
): Promise<BackupPlan> {
  return makePlan(client, definition, newRunId(Date.now()), options);
}

/**
 * Makes sure that a plan still holds: between it and the start, a person may have thought about it for an hour, and a
 * disk may have got a snapshot on top.
 * @throws {PlanError} with what stands against the backup by now, or with the disks that are no longer as planned
 */
export async function confirmPlan(
  client: QmpClient,
  plan: BackupPlan,
  options: ExecuteOptions,
): Promise<void> {
  const { definition, run, locality, options: runOptions } = plan;
  const checkpoint = asDefinition(plan);
  const now = await makePlan(client, definition, run, {
    ...options,
    locality,
    options: runOptions,
    ...(checkpoint && { checkpoint }),
  });
  const changed = [...plan.disks, ...now.disks]
    .map(({ disk }) => disk)
    .filter((name, index, names) => names.indexOf(name) === index)
    .filter((name) => asText(plan, name) !== asText(now, name));
  refuse(
    changed.map((disk) => ({
      disk,
      severity: 'error',
      code: 'machine-changed',
      message: `Disk "${disk}" is no longer as it was when the backup was planned; start it again.`,
    })),
  );
}

/** A disk of a plan, apart from how much there is to copy, which a guest that writes changes. */
const asText = ({ disks }: BackupPlan, name: string) =>
  JSON.stringify(
    disks.find(({ disk }) => disk === name),
    (key, value: unknown) => (key === 'data' ? 0 : value),
  );

async function makePlan(
  client: QmpClient,
  definition: BackupDefinition,
  run: RunId,
  options: PlanOptions,
): Promise<BackupPlan> {
  const { machine, disks, checkpoint, findings } = await inspectBackup(client, definition, options, run);
  refuse(findings);
  const { name: machineName, uuid, version } = machine;
  return {
    run,
    definition,
    name: definition.name ?? String(runTime(run) / 1000),
    ...(definition.description !== undefined && { description: definition.description }),
    machine: {
      ...(machineName !== undefined && { name: machineName }),
      ...(uuid !== undefined && { uuid }),
      version,
    },
    locality: options.locality,
    options: { ...DEFAULT_RUN_OPTIONS, ...options.options },
    disks,
    ...(checkpoint && { checkpoint }),
    warnings: findings,
  };
}

/** @throws {PlanError} with all findings where one of them is an error */
function refuse(findings: readonly PlanFinding[]): void {
  const isError = ({ severity }: PlanFinding) => severity === 'error';
  const [first, ...errors] = findings.filter(isError);
  if (first) throw new PlanError([first, ...errors, ...findings.filter((finding) => !isError(finding))]);
}
