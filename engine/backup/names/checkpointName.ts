/** libvirt's rule for the names of checkpoints, which keeps them fit for command lines and files. */
const NAME = /^[a-zA-Z0-9_-][a-zA-Z0-9_.-]*$/;

/** Whether a checkpoint may be called `name`. */
export function isCheckpointName(name: string): boolean {
  return NAME.test(name);
}
