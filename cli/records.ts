import { defaultRecordsFolder, openRunRecords, passedOverStateHome, type RunRecords } from '../engine';
import { complain } from './output/write';

let opened: RunRecords | undefined;

/** The records of the backups that this user has started on the command line. Says once if they are not where told. */
export function runRecords(): RunRecords {
  if (!opened) {
    const warning = passedOverStateHome();
    if (warning !== undefined) complain(`warning: ${warning}`);
    opened = openRunRecords(defaultRecordsFolder());
  }
  return opened;
}
