import type { DocumentProblem, ProblemCode } from '../problemCodes';
import type { TextRange } from '../problem';
import type { XmlAttribute, XmlDocument, XmlElement } from '../xml/tree';
import { children, child } from './backupTree';

/** Something that only one of the two dialects has. */
interface Mark {
  /** As a person calls it: an element's or attribute's name, in quotes. */
  words: string;
  range: TextRange;
  /** Of an attribute the whole, and for an element its name: where schema errors about it stand. */
  ranges: TextRange[];
}

interface Marks {
  libvirt: Mark[];
  rfc: Mark[];
}

const libvirtDisk = new Set(['backup', 'backupmode', 'incremental', 'exportname', 'exportbitmap']);

/** The schema errors that a mark of the dialect that the schema has not chosen can lead to. */
const consequences: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'misplaced-attribute',
  'misplaced-element',
  'missing-attribute',
  'missing-element',
  'unknown-attribute',
  'unknown-element',
]);

/**
 * Where a document mixes the two dialects, one problem at the root takes the place of all schema errors about what
 * belongs to only one of them: which of these are errors depends on which dialect happens to come first.
 */
export function joinMixedDialects(
  { root }: XmlDocument,
  problems: readonly DocumentProblem[],
): DocumentProblem[] {
  if (root?.localName !== 'domainbackup' || root.namespace !== '') return [...problems];
  const { libvirt, rfc } = marksIn(root);
  const [ofLibvirt, ofRfc] = [libvirt[0], rfc[0]];
  if (!ofLibvirt || !ofRfc) return [...problems];
  const places = new Set([...libvirt, ...rfc].flatMap(({ ranges }) => ranges));
  const left = problems.filter(({ code, range }) => !(consequences.has(code) && places.has(range)));
  // A half-typed document may have the marks and no error from them; a schema of the user's may know both dialects.
  if (left.length === problems.length) return left;
  const mixed: DocumentProblem = {
    range: root.name.range,
    severity: 'error',
    code: 'mixed-dialects',
    message:
      `the document mixes two dialects: ${ofLibvirt.words} belongs to libvirt's current one, ` +
      `${ofRfc.words} to the one of 2017; expected one of them throughout`,
    related: [
      { range: ofLibvirt.range, message: `${ofLibvirt.words} belongs to libvirt's current dialect` },
      { range: ofRfc.range, message: `${ofRfc.words} belongs to the dialect of 2017` },
    ],
  };
  return [mixed, ...left];
}

function marksIn(root: XmlElement): Marks {
  const marks: Marks = { libvirt: attributeMarks(root, (name) => name === 'mode'), rfc: [] };
  for (const name of ['disks', 'server', 'incremental']) {
    marks.libvirt.push(...elementMarks(root, name, `"${name}"`));
  }
  for (const name of ['name', 'description']) marks.rfc.push(...elementMarks(root, name, `"${name}"`));
  marks.rfc.push(...elementMarks(root, 'disk', `"disk" directly inside "${root.name.text}"`));
  const lists = children(root, 'disks');
  for (const list of [root, ...lists]) {
    for (const disk of children(list, 'disk').filter(isSound)) addDiskMarks(marks, disk);
  }
  return marks;
}

function addDiskMarks({ libvirt, rfc }: Marks, disk: XmlElement): void {
  libvirt.push(
    ...attributeMarks(disk, (name) => libvirtDisk.has(name)),
    ...elementMarks(disk, 'driver', '"driver"'),
    ...elementMarks(disk, 'scratch', '"scratch"'),
  );
  const target = child(disk, 'target');
  if (target) rfc.push(...attributeMarks(target, (name) => name === 'format', ' of "target"'));
}

function elementMarks(parent: XmlElement, name: string, words: string): Mark[] {
  return children(parent, name)
    .filter(isSound)
    .map(({ name: { range } }) => ({ words, range, ranges: [range] }));
}

function attributeMarks(element: XmlElement, isMark: (name: string) => boolean, of = ''): Mark[] {
  return element.attributes
    .filter((attribute: XmlAttribute) => attribute.value && isMark(attribute.name.text))
    .map(({ name, value }) => ({
      words: `"${name.text}"${of}`,
      range: name.range,
      ranges: value ? [name.range, value.range] : [name.range],
    }));
}

/** What is half-typed, or ends in another name, may be meant as something else. */
function isSound({ name, startTag, endTag }: XmlElement): boolean {
  return startTag.form !== 'unfinished' && (endTag?.name.text ?? name.text) === name.text;
}
