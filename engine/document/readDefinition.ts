import { checkingBackup } from './checkDocument';
import type { BackupDefinition, DiskDefinition, TargetDefinition } from './definition';
import { DocumentError } from './errors';
import { backupTree, child, wordsOf, type BackupTree, type DiskNode } from './semantics/backupTree';
import { finish, type Steps } from './task';
import { parsing } from './xml/parse';
import type { XmlAttribute } from './xml/tree';

/**
 * Reads a backup document in either dialect, and fills in the defaults.
 *
 * The definition is taken from the very tree that has been checked: a second parser might understand a document
 * differently, and then something would run that nobody has judged.
 * @throws {DocumentError} with all problems when the document has errors.
 */
export function readDefinition(text: string): BackupDefinition {
  return finish(readingDefinition(text));
}

/** {@link readDefinition} in steps. */
export function* readingDefinition(text: string): Steps<BackupDefinition> {
  const document = yield* parsing(text);
  const problems = yield* checkingBackup(document);
  const tree = backupTree(document);
  if (!tree || problems.some(({ severity }) => severity === 'error')) throw new DocumentError(problems);
  return definitionOf(tree);
}

function definitionOf(tree: BackupTree): BackupDefinition {
  const { root, dialect, mode, list, disks } = tree;
  const name = dialect === 'rfc' ? wordsOf(child(root, 'name')) : undefined;
  const description = dialect === 'rfc' ? wordsOf(child(root, 'description')) : undefined;
  const incremental = wordsOf(tree.incremental);
  const isListed = dialect === 'rfc' || list !== root;
  return {
    dialect,
    mode,
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(incremental !== undefined && { incremental }),
    disks: isListed ? disks.map(diskDefinition) : 'all',
  };
}

function diskDefinition(disk: DiskNode): DiskDefinition {
  const backupMode = valueOf(disk.backupMode);
  const incremental = valueOf(disk.incremental);
  return {
    name: valueOf(disk.name) ?? '',
    backup: disk.backup,
    target: targetDefinition(disk),
    ...(backupMode !== undefined && { backupMode: backupMode === 'full' ? 'full' : 'incremental' }),
    ...(incremental !== undefined && { incremental }),
    encryption: disk.target && child(disk.target, 'encryption') ? 'luks' : 'none',
  };
}

function targetDefinition({ type, path, format }: DiskNode): TargetDefinition {
  const written = valueOf(path);
  return {
    type: valueOf(type) === 'block' ? 'block' : 'file',
    ...(written !== undefined && { path: written }),
    format: valueOf(format) ?? 'qcow2',
  };
}

function valueOf(attribute: XmlAttribute | undefined): string | undefined {
  return attribute?.value?.text;
}
