import type { DocumentProblem } from '../problemCodes';
import type { XmlDocument } from '../xml/tree';
import { backupTree } from './backupTree';
import { checkCheckpoint } from './checkpointDisks';
import { duplicateDisks } from './duplicateDisks';
import { rawIncrements, unsupportedFormats } from './formats';
import { missingCheckpoints, partialIncrements } from './increments';
import { ignoredLabels, unsupportedTransport } from './libvirtOnly';
import { noDiskLeft } from './participation';
import type { Rule } from './rule';
import { duplicateTargets, targetIsSource } from './targetPaths';

const rules: readonly Rule[] = [
  duplicateDisks,
  duplicateTargets,
  ignoredLabels,
  missingCheckpoints,
  noDiskLeft,
  partialIncrements,
  rawIncrements,
  targetIsSource,
  unsupportedFormats,
  unsupportedTransport,
];

/** What is wrong with a backup or checkpoint document although the schema allows it. */
export function checkMeaning(document: XmlDocument): DocumentProblem[] {
  const tree = backupTree(document);
  return tree ? rules.flatMap((rule) => rule(tree)) : checkCheckpoint(document);
}
