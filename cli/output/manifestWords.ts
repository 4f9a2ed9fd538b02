import type { Catalogue, UnreadableManifest } from '../../engine';

/** A manifest that nobody can read, in a line. */
export const describeUnreadable = ({ file, reason }: UnreadableManifest): string =>
  `"${file}" is no manifest that can be read: ${reason}.`;

/** That nothing was found, in a clause; beside it stands what could not be read. */
export const noManifest = ({ unreadable }: Catalogue): string =>
  unreadable.length === 0 ? 'No manifest of a backup is here' : 'No manifest that can be read is here';
