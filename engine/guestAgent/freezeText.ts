import type { Freeze } from './whileFrozen';

/** One sentence for people: how long a guest was frozen, or that it may still be. */
export function freezeText({ fileSystems, milliseconds, thaw, problem }: Freeze): string {
  if (thaw === 'failed') return problem ?? 'The guest may still be frozen.';
  const what =
    fileSystems === undefined
      ? 'File systems of the guest'
      : fileSystems === 1
        ? '1 file system of the guest'
        : `${fileSystems} file systems of the guest`;
  return `${what} ${fileSystems === 1 ? 'was' : 'were'} frozen for ${milliseconds} ms.`;
}
