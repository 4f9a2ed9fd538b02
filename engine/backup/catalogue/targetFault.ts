import { readBlockDevice } from '../host/blockDevice';
import { deviceNumber } from '../host/deviceNumber';
import { look } from '../host/files';
import { isDenied, reasonOf } from '../records/reasonOf';
import type { CatalogueDisk } from './catalogue';

/** What a look at a target tells against it. */
interface TargetFault {
  /**
   * - `gone`: there is nothing that could be read
   * - `other-size`: it is not as long as it was; of a device, too short
   * - `unseen`: this program cannot look at it
   */
  kind: 'gone' | 'other-size' | 'unseen';
  /** A clause to stand behind its name. */
  clause: string;
}

/** Looks at a target without reading it: whether it is there, what it should be, and as long as it was. */
export async function targetFault({ file, type, size }: CatalogueDisk): Promise<TargetFault | undefined> {
  try {
    const found = await look(file, 'links');
    if (!found) return { kind: 'gone', clause: 'is missing' };
    if (type === 'block') {
      if (!found.isBlockDevice()) return { kind: 'gone', clause: 'is no block device any more' };
      // It may be longer than what is on it.
      const device = await readBlockDevice(deviceNumber(found.rdev));
      if (size === undefined || device === undefined || device.size >= size) return undefined;
      return { kind: 'other-size', clause: `has ${device.size} bytes, and its backup had ${size}` };
    }
    if (!found.isFile()) return { kind: 'gone', clause: 'is no file any more' };
    if (size !== undefined && found.size !== size)
      return { kind: 'other-size', clause: `has ${found.size} bytes, and had ${size}` };
    return undefined;
  } catch (error) {
    // A link that leads to itself leads to nothing; of what may not be looked at nobody knows.
    const kind = isDenied(error) ? 'unseen' : 'gone';
    return { kind, clause: `cannot be looked at: ${reasonOf(error)}` };
  }
}
