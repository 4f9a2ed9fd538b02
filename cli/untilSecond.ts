import type { Failure } from './exitStatus';
import type { Interrupts } from './interrupts';
import { complain } from './output/write';

/**
 * Awaits work that obeys the first signal between two questions to QEMU. A second one does not wait for it.
 * @throws {Failure} what the second signal comes to
 */
export async function untilSecond<T>(
  { first, second }: Interrupts,
  work: Promise<T>,
  failure: () => Failure,
): Promise<T> {
  void first.then(() => complain('Waiting for what QEMU was asked; interrupt once more to leave without.'));
  const leaving = second.then((): never => {
    throw failure();
  });
  return Promise.race([work, leaving]);
}
