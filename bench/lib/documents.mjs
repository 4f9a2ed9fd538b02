/**
 * @typedef {'valid' | 'shuffled' | 'with errors' | 'malformed'} DocumentKind `shuffled`: valid, with other attributes in
 *   another order at each disk
 *
 * @typedef {object} BenchDocument
 * @property {DocumentKind} kind
 * @property {number} disks
 * @property {string} text
 * @property {Place} edited a letter in the path of the disk in the middle
 * @property {Place} completed right behind `<disk ` of the last disk
 *
 * @typedef {{line: number, character: number}} Place as LSP counts
 */

/** Of so many disks, one has errors. */
const ERROR_EVERY = 10;

/**
 * A backup document with so many disks, the same in every run.
 * @param {number} disks
 * @param {DocumentKind} kind
 * @returns {BenchDocument}
 */
export function makeDocument(disks, kind) {
  const lines = ['<?xml version="1.0"?>', '<domainbackup mode="push">', '  <disks>'];
  const middle = Math.floor(disks / 2);
  let edited = { line: 0, character: 0 };
  let completed = { line: 0, character: 0 };
  for (let index = 0; index < disks; index += 1) {
    const isWrong = kind === 'with errors' && index % ERROR_EVERY === 0;
    completed = { line: lines.length, character: '    <disk '.length };
    const name = `vd${letters(index)}`;
    const attributes =
      kind === 'shuffled'
        ? shuffledAttributes(index, name)
        : `name="${name}" ${isWrong ? 'typ' : 'type'}="file"`;
    lines.push(`    <disk ${attributes}>`);
    if (index === middle) edited = { line: lines.length, character: '      <target file="/'.length };
    lines.push(`      <target file="/backup/${index}.qcow2"/>`);
    lines.push(`      <driver type="${isWrong ? 'qcow3' : 'qcow2'}"/>`);
    if (kind !== 'malformed' || index !== middle) lines.push('    </disk>');
  }
  lines.push('  </disks>', '</domainbackup>', '');
  return { kind, disks, text: lines.join('\n'), edited, completed };
}

/**
 * Attributes of a disk, some of which may be missing, in an order that differs from disk to disk.
 * @param {number} number
 * @param {string} name
 * @returns {string}
 */
function shuffledAttributes(number, name) {
  const given = [`name="${name}"`, 'type="file"'];
  if (number % 2 > 0) given.push('backup="yes"');
  if (number % 3 > 0) given.push('backupmode="incremental"', `incremental="before-${name}"`);
  const first = number % given.length;
  const turned = [...given.slice(first), ...given.slice(0, first)];
  return (number % 7 < 3 ? turned.toReversed() : turned).join(' ');
}

/**
 * A name for a number: a, b, … z, ba, bb, …
 * @param {number} number
 * @returns {string}
 */
function letters(number) {
  const last = String.fromCharCode(97 + (number % 26));
  return number < 26 ? last : letters(Math.floor(number / 26)) + last;
}
