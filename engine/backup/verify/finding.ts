import type { BrokenChain } from '../catalogue/diskChain';
import type { RunId } from '../names/runId';
import type { Told } from '../names/told';

/**
 * What is wrong with a backup.
 * - `manifest-unreadable`, `manifest-edited`: the manifest is damaged, or no longer as it was written
 * - `manifest-missing`: a run completed, and no manifest tells of it where it was written
 * - `not-completed`: the run is no backup, and never was
 * - `target-missing`, `target-truncated`, `target-longer`, `target-changed`: against what the manifest says
 * - `target-swapped`: it is another target that the catalogue knows, or another image, as far as that can be told
 * - `target-overwritten`: a later run wrote to the same device, or to a file of the same name
 * - `target-denied`: this program's user may not read it, which says nothing of what is in it
 * - `target-unreadable`, `target-in-use`: it cannot be looked at
 * - `image-damaged`: qemu-img finds errors in it; `image-leaks`: it wastes space
 * - `image-other-size`: it shows the guest another size; `image-has-backing`: it names a file below itself;
 *   `image-has-data-file`: its data is in another file
 * - `image-doubtful`: a run that did not complete has left a file of its name, which it may be
 * - `parent-damaged`: what it builds on is; `parent-younger`: it says to be older than that; `parent-unverified`: what
 *   it builds on could not be looked at; `parent-hidden`: nor could its manifest; the other `parent-` codes and
 *   `increment-raw`: the chain is broken
 * - `digest-missing`: the digest was never made, so a change of its data cannot be told; `digest-late`: it was made by a
 *   verification, so that a change before that cannot be told
 */
export type VerifyCode =
  | 'manifest-unreadable'
  | 'manifest-edited'
  | 'manifest-missing'
  | 'not-completed'
  | 'target-missing'
  | 'target-truncated'
  | 'target-longer'
  | 'target-changed'
  | 'target-swapped'
  | 'target-overwritten'
  | 'target-denied'
  | 'target-unreadable'
  | 'target-in-use'
  | 'image-damaged'
  | 'image-leaks'
  | 'image-other-size'
  | 'image-has-backing'
  | 'image-has-data-file'
  | 'image-doubtful'
  | 'parent-damaged'
  | 'parent-unverified'
  | 'parent-younger'
  | 'digest-missing'
  | 'digest-late'
  | BrokenChain['code'];

/** One thing that is wrong, or worth knowing. Its text: a sentence or two on what happened, to which disk of which run. */
export interface VerifyFinding extends Told {
  /** `error`: what it is about cannot be relied on; `warning`: it can. */
  severity: 'error' | 'warning';
  code: VerifyCode;
  /** Absent where nothing tells it: of an image without a manifest, or where that is too damaged. */
  run?: RunId;
  disk?: string;
  /** The absolute path of the file that it is about. */
  file: string;
}

/**
 * What findings leave of what they are about.
 * - `sound`: it is as it was written
 * - `unverified`: nothing that was read is damaged, and some of it may not be read, or is being written to
 * - `damaged`: it cannot be relied on
 */
export type Verdict = 'sound' | 'unverified' | 'damaged';

const UNSEEN: readonly VerifyCode[] = [
  'target-denied',
  'target-in-use',
  'parent-unverified',
  'parent-hidden',
];

/** What findings amount to. */
export function verdictOf(findings: readonly VerifyFinding[]): Verdict {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return 'sound';
  return errors.every(({ code }) => UNSEEN.includes(code)) ? 'unverified' : 'damaged';
}
