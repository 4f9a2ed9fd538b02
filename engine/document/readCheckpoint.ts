import { checkCheckpointDocument } from './checkDocument';
import type { CheckpointDefinition } from './definition';
import { DocumentError } from './errors';
import { attribute, child, children, wordsOf } from './semantics/backupTree';
import { parseDocument } from './xml/parse';
import type { XmlElement } from './xml/tree';

/**
 * Reads a checkpoint document, from the very tree that has been checked.
 * @throws {DocumentError} with all problems when the document has errors, or is of another kind
 */
export function readCheckpoint(text: string): CheckpointDefinition {
  const document = parseDocument(text);
  const problems = checkCheckpointDocument(document);
  const { root } = document;
  if (!root || problems.some(({ severity }) => severity === 'error')) throw new DocumentError(problems);
  const name = wordsOf(child(root, 'name'));
  const description = wordsOf(child(root, 'description'));
  const list = child(root, 'disks');
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    disks: list ? children(list, 'disk').map(diskDefinition) : 'all',
  };
}

function diskDefinition(disk: XmlElement) {
  const valueOf = (name: string) => attribute(disk, name)?.value?.text;
  const bitmap = valueOf('bitmap');
  return {
    name: valueOf('name') ?? '',
    checkpoint: valueOf('checkpoint') === 'no' ? ('no' as const) : ('bitmap' as const),
    ...(bitmap !== undefined && { bitmap }),
  };
}
