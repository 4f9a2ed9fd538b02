import { writeFile } from 'node:fs/promises';
import path from 'node:path';

/** @param {Record<string, string>} targets by disk @param {string} [since] */
export const backupXml = (targets, since) =>
  [
    '<domainbackup mode="push">',
    ...(since === undefined ? [] : [`  <incremental>${since}</incremental>`]),
    '  <disks>',
    ...Object.entries(targets).flatMap(([disk, file]) => [
      `    <disk name="${disk}" type="file">`,
      `      <target file="${file}"/>`,
      '      <driver type="qcow2"/>',
      '    </disk>',
    ]),
    '  </disks>',
    '</domainbackup>',
    '',
  ].join('\n');

/**
 * Writes what the scenes open, before the window looks for files.
 * @param {string} workspace
 * @param {string} targets a folder
 * @param {string} small as in a stage of the scenes
 */
export async function writeDocuments(workspace, targets, small) {
  /** @param {string} name */
  const two = (name) =>
    backupXml({ vda: `${targets}/${name}-vda.qcow2`, vdb: `${targets}/${name}-vdb.qcow2` });
  /** @param {string} name */
  const full = (name) => backupXml({ vda: `${targets}/${name}.qcow2`, vdb: `${small}/vdb.qcow2` });
  const documents = {
    'wrong.xml': backupXml({ vda: '/backup/vda.qcow2' }).replace('push', 'psh'),
    'new.xml': '<domainbackup>\n  <disks>\n    <disk name=""/>\n  </disks>\n</domainbackup>\n',
    'wiki.xml': two('wiki'),
    'done.xml': two('done'),
    'lost.xml': two('lost'),
    'stop.xml': full('stop'),
    'report.xml': full('report'),
    'shop.xml': backupXml({ vda: `${small}/shop.qcow2` }),
  };
  for (const [name, text] of Object.entries(documents)) await writeFile(path.join(workspace, name), text);
}
