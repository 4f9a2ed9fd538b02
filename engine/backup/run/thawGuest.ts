import { errorText } from '../../errorText';
import { thawLeft } from '../../guestAgent';
import type { RunRecord } from '../records/runRecord';
import { isLeft } from './standing';

/**
 * Thaws the guest of a run whose program was killed while it started the run: it may have frozen the guest for that,
 * and nobody else would thaw it.
 * @returns what people are to be told of it
 */
export async function thawGuest(record: RunRecord): Promise<string[]> {
  const socket = record.options.guestAgent;
  if (socket === undefined || record.state !== 'preparing' || !(await isLeft(record))) return [];
  try {
    const done = await thawLeft(socket);
    return done === 'thawed'
      ? ['The program that started the backup had left the guest frozen; it is thawed now.']
      : [];
  } catch (error) {
    const reason = errorText(error);
    return [
      'The program that started the backup may have left the guest frozen; ' +
        `thaw it with "fsfreeze --unfreeze" inside, or by guest-fsfreeze-thaw. ${reason}`,
    ];
  }
}
