import type { Dialect } from '../definition';
import type { XmlAttribute, XmlDocument, XmlElement, XmlNode } from '../xml/tree';

/** One `<disk>` of a backup document, with the places in the text that rules speak about. */
export interface DiskNode {
  element: XmlElement;
  /** Absent or empty names are the schema's business. */
  name?: XmlAttribute;
  backup: 'yes' | 'no';
  /** Whether `path` is a file or a block device. */
  type?: XmlAttribute;
  backupMode?: XmlAttribute;
  incremental?: XmlAttribute;
  /** `target`, or `scratch` in pull mode. */
  target?: XmlElement;
  /** The path that is written to. */
  path?: XmlAttribute;
  /** Where the image format is written. */
  format?: XmlAttribute;
}

/** A backup document as the rules see it. It may be incomplete or malformed: everything but the root is optional. */
export interface BackupTree {
  root: XmlElement;
  dialect: Dialect;
  mode: 'push' | 'pull';
  /** The element that names a checkpoint for all disks. */
  incremental?: XmlElement;
  server?: XmlElement;
  /** The element that lists the disks: `disks`, or the root in the dialect of 2017. */
  list: XmlElement;
  disks: DiskNode[];
}

/** Finds the parts of a backup document; absent if it is not one. */
export function backupTree({ root }: XmlDocument): BackupTree | undefined {
  if (root?.localName !== 'domainbackup') return undefined;
  const disks = child(root, 'disks');
  const dialect: Dialect =
    !disks && ['disk', 'name', 'description'].some((name) => child(root, name)) ? 'rfc' : 'libvirt';
  const list = dialect === 'rfc' ? root : (disks ?? root);
  const incremental = child(root, 'incremental');
  const server = child(root, 'server');
  return {
    root,
    dialect,
    mode: attribute(root, 'mode')?.value?.text === 'pull' ? 'pull' : 'push',
    ...(incremental && { incremental }),
    ...(server && { server }),
    list,
    disks: children(list, 'disk').map((element) => diskNode(element, dialect)),
  };
}

/** Which language a backup document is written in, complete or not; absent if it is none. */
export function dialectOf(document: XmlDocument): Dialect | undefined {
  return backupTree(document)?.dialect;
}

function diskNode(element: XmlElement, dialect: Dialect): DiskNode {
  const target = child(element, 'target') ?? child(element, 'scratch');
  const driver = child(element, 'driver');
  const name = attribute(element, 'name');
  const type = attribute(element, 'type');
  const backupMode = attribute(element, 'backupmode');
  const incremental = attribute(element, 'incremental');
  const path = target && (attribute(target, 'file') ?? attribute(target, 'dev'));
  const format =
    dialect === 'rfc' ? target && attribute(target, 'format') : driver && attribute(driver, 'type');
  return {
    element,
    backup: attribute(element, 'backup')?.value?.text === 'no' ? 'no' : 'yes',
    ...(name && { name }),
    ...(type && { type }),
    ...(backupMode && { backupMode }),
    ...(incremental && { incremental }),
    ...(target && { target }),
    ...(path && { path }),
    ...(format && { format }),
  };
}

/** The child elements of that name. */
export function children(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((node): node is XmlElement => isNamed(node, name));
}

function isNamed(node: XmlNode, name: string): boolean {
  return node.kind === 'element' && node.localName === name && node.namespace === '';
}

export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((node): node is XmlElement => isNamed(node, name));
}

export function attribute(element: XmlElement, name: string): XmlAttribute | undefined {
  return element.attributes.find((each) => each.name.text === name);
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
