import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openRunRecords, type RunSite } from '../../engine';

const state = mkdtempSync(path.join(tmpdir(), 'domainbackup-test-'));
process.once('exit', () => rmSync(state, { recursive: true, force: true }));

/** Where this process keeps the records of the runs that it starts. */
export const LOCAL: RunSite = { locality: 'local', records: openRunRecords(path.join(state, 'runs')) };

/** How a run is recorded whose document matters to nobody. */
export const RECORDED = { records: LOCAL.records, document: '<domainbackup/>' };
