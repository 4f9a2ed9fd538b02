import type { Catalogue, UnreadableManifest } from '../../engine';

/** A manifest that nobody can read, or a folder that nobody can look into, in a line. */
export const describeUnreadable = ({ kind, file, reason }: UnreadableManifest): string =>
  kind === 'folder'
    ? `"${file}" is left out: ${reason}.`
    : `"${file}" is no manifest that can be read: ${reason}.`;

/** That nothing was found, in a clause; beside it stands what could not be read. */
export const noManifest = ({ unreadable }: Catalogue): string =>
  unreadable.length === 0 ? 'No manifest of a backup is here' : 'No manifest that can be read is here';
