import type { Dialect } from '../definition';
import type { XmlAttribute, XmlDocument, XmlElement, XmlNode } from '../xml/tree';
import { declaresNamespace } from '../xml/namespaces';
import { asWritten, isUnclear, type Reading } from './reading';

/** One `<disk>` of a backup document, with the places in the text that rules speak about. */
export interface DiskNode {
  element: XmlElement;
  /** Absent or empty names are the schema's business. */
  name: XmlAttribute | undefined;
  backup: 'yes' | 'no';
  /** Whether `path` is a file or a block device. */
  type: XmlAttribute | undefined;
  backupMode: XmlAttribute | undefined;
  incremental: XmlAttribute | undefined;
  /** Whether a wrong name leaves open how the disk is copied. */
  isOpen: boolean;
  /** `target`, or `scratch` in pull mode. */
  target: XmlElement | undefined;
  /** The path that is written to. */
  path: XmlAttribute | undefined;
  /** Where the image format is written. */
  format: XmlAttribute | undefined;
  /** The security labels of `target`. */
  labels: XmlElement[];
}

/** A backup document as the rules see it. It may be incomplete or malformed: everything but the root is optional. */
export interface BackupTree {
  root: XmlElement;
  dialect: Dialect;
  mode: 'push' | 'pull';
  /** The element that names a checkpoint for all disks. */
  incremental?: XmlElement;
  /** Whether it holds something else than text, which has been reported and may be that name. */
  isMisnamed: boolean;
  /** Whether a wrong name leaves open whether there is such an element. */
  isOpen: boolean;
  /** How the server of pull mode is reached. */
  transport?: XmlAttribute;
  /** The element that lists the disks: `disks`, or the root in the dialect of 2017. */
  list: XmlElement;
  disks: DiskNode[];
}

/** Finds the parts of a backup document; absent if it is not one. */
export function backupTree({ root }: XmlDocument, reading = asWritten): BackupTree | undefined {
  if (root?.localName !== 'domainbackup') return undefined;
  const disks = child(root, 'disks', reading);
  const dialect: Dialect =
    !disks && ['disk', 'name', 'description'].some((name) => child(root, name, reading)) ? 'rfc' : 'libvirt';
  const list = dialect === 'rfc' ? root : (disks ?? root);
  const incremental = child(root, 'incremental', reading);
  const server = child(root, 'server', reading);
  const transport = server && attribute(server, 'transport', reading);
  return {
    root,
    dialect,
    mode: attribute(root, 'mode', reading)?.value?.text === 'pull' ? 'pull' : 'push',
    ...(incremental && { incremental }),
    isMisnamed: incremental !== undefined && holdsNames(incremental),
    isOpen: [root, list].some((element) => isUnclear(element, reading)),
    ...(transport && { transport }),
    list,
    disks: children(list, 'disk', reading).map((element) => diskNode(element, dialect, reading)),
  };
}

function holdsNames({ attributes, children: nodes }: XmlElement): boolean {
  return (
    attributes.some(({ name }) => !declaresNamespace(name.text)) ||
    nodes.some(({ kind }) => kind === 'element')
  );
}

/** Which language a backup document is written in, complete or not; absent if it is none. */
export function dialectOf(document: XmlDocument): Dialect | undefined {
  return backupTree(document)?.dialect;
}

function diskNode(element: XmlElement, dialect: Dialect, reading: Reading): DiskNode {
  const target = child(element, 'target', reading) ?? child(element, 'scratch', reading);
  const driver = child(element, 'driver', reading);
  const name = attribute(element, 'name', reading);
  const type = attribute(element, 'type', reading);
  const backupMode = attribute(element, 'backupmode', reading);
  const incremental = attribute(element, 'incremental', reading);
  const path = target && (attribute(target, 'file', reading) ?? attribute(target, 'dev', reading));
  const format =
    dialect === 'rfc'
      ? target && attribute(target, 'format', reading)
      : driver && attribute(driver, 'type', reading);
  const backup = isLeftOut(element, reading) ? 'no' : 'yes';
  const isOpen = isUnclear(element, reading);
  const labels = target ? children(target, 'seclabel', reading) : [];
  return { element, name, backup, type, backupMode, incremental, isOpen, target, path, format, labels };
}

/** An attribute that is there twice, with both answers, excludes nothing yet. */
function isLeftOut(element: XmlElement, reading: Reading): boolean {
  if (attribute(element, 'backup', reading)?.value?.text !== 'no') return false;
  return !element.attributes.some(({ name, value }) => name.text === 'backup' && value?.text === 'yes');
}

/** The child elements of that name. */
export function children(element: XmlElement, name: string, reading = asWritten): XmlElement[] {
  return element.children.filter((node): node is XmlElement => isNamed(node, name, reading));
}

function isNamed(node: XmlNode, name: string, { meant }: Reading): boolean {
  if (node.kind !== 'element' || node.namespace !== '') return false;
  return readName(node, node.localName, meant) === name;
}

export function child(element: XmlElement, name: string, reading = asWritten): XmlElement | undefined {
  return element.children.find((node): node is XmlElement => isNamed(node, name, reading));
}

export function attribute(
  element: XmlElement,
  name: string,
  { meant } = asWritten,
): XmlAttribute | undefined {
  return element.attributes.find((each) => readName(each, each.name.text, meant) === name);
}

function readName(
  { name }: XmlElement | XmlAttribute,
  written: string,
  meant: ReadonlyMap<number, string>,
): string {
  // Nearly always no name is wrong, and this is asked for each of thousands.
  return meant.size === 0 ? written : (meant.get(name.range.start) ?? written);
}

/** The text inside an element, comments and child elements left out, without white space around it. */
export function textOf(element: XmlElement): string {
  const parts = element.children.map((node) =>
    node.kind === 'text' || node.kind === 'cdata' ? node.content : '',
  );
  return parts.join('').trim();
}

/** The text inside an element; absent where there is nothing else than white space, or no element. */
export function wordsOf(element: XmlElement | undefined): string | undefined {
  const text = element ? textOf(element) : '';
  return text === '' ? undefined : text;
}
