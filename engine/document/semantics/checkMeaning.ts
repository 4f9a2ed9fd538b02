import type { DocumentProblem } from '../problemCodes';
import type { XmlDocument } from '../xml/tree';
import { backupTree } from './backupTree';
import { checkCheckpoint } from './checkpointDisks';
import { duplicateDisks } from './duplicateDisks';
import { rawIncrements, unsupportedFormats } from './formats';
import { missingCheckpoints, partialIncrements } from './increments';
import { ignoredLabels, unsupportedTransport } from './libvirtOnly';
import { noDiskLeft } from './participation';
import { readingOf } from './reading';
import type { Rule } from './rule';
import { duplicateTargets, relativeTargets, targetIsFolder, targetIsSource } from './targetPaths';

const rules: readonly Rule[] = [
  duplicateDisks,
  duplicateTargets,
  ignoredLabels,
  missingCheckpoints,
  noDiskLeft,
  partialIncrements,
  rawIncrements,
  relativeTargets,
  targetIsFolder,
  targetIsSource,
  unsupportedFormats,
  unsupportedTransport,
];

/**
 * What is wrong with a backup or checkpoint document although the schema allows it.
 * @param reported what is wrong with its names: they are read as they are meant, so that nothing here is only a
 *   consequence of that, and what is wrong beside it shows at once
 */
export function checkMeaning(document: XmlDocument, reported: readonly DocumentProblem[]): DocumentProblem[] {
  const reading = readingOf(document, reported);
  const tree = backupTree(document, reading);
  const found = tree ? rules.flatMap((rule) => rule(tree)) : checkCheckpoint(document, reading);
  const refused = reported.filter(({ code }) => code === 'invalid-value').map(({ range }) => range.start);
  if (refused.length === 0) return found;
  // A value that is none decides nothing.
  const values = new Set(refused);
  return found.filter(({ range }) => !values.has(range.start));
}
