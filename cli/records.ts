import { defaultRecordsFolder, openRunRecords } from '../engine';

/** The records of the backups that this user has started on the command line. */
export const runRecords = openRunRecords(defaultRecordsFolder());
