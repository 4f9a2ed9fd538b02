import type { DocumentProblem, ProblemCode } from '../problemCodes';
import type { TextRange } from '../problem';
import { expecting, quoted, say, type Wording } from '../wording';
import type { XmlAttribute, XmlDocument, XmlElement } from '../xml/tree';
import { children, child } from './backupTree';
import { readingOf } from './reading';

/** Something that only one of the two dialects has. */
interface Mark {
  /** As a person calls it: an element's or attribute's name, in quotes. */
  words: Wording;
  range: TextRange;
  /** Of an attribute the whole, and for an element its name: where schema errors about it stand. */
  ranges: TextRange[];
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
  document: XmlDocument,
  problems: readonly DocumentProblem[],
): DocumentProblem[] {
  const { root } = document;
  if (root?.localName !== 'domainbackup' || root.namespace !== '') return [...problems];
  // A half-typed document may have the marks and no error from them; a schema of the user's may know both dialects.
  if (!problems.some(({ code }) => consequences.has(code))) return [...problems];
  // A `disk` that is meant as `disks` is no mark of the dialect that has it in the root.
  const reading = readingOf(document, problems);
  const disks = [root, ...children(root, 'disks', reading)].flatMap((list) =>
    children(list, 'disk').filter((disk) => isSound(disk) && !reading.meant.has(disk.name.range.start)),
  );
  const rfc = rfcMarks(root, disks).filter(({ range }) => !reading.meant.has(range.start));
  const ofRfc = firstOf(rfc);
  if (!ofRfc) return [...problems];
  const libvirt = libvirtMarks(root, disks);
  const ofLibvirt = firstOf(libvirt);
  if (!ofLibvirt) return [...problems];
  const places = new Set([...libvirt, ...rfc].flatMap(({ ranges }) => ranges));
  const left = problems.filter(({ code, range }) => !(consequences.has(code) && places.has(range)));
  if (left.length === problems.length) return left;
  const mixed: DocumentProblem = {
    range: root.name.range,
    severity: 'error',
    code: 'mixed-dialects',
    ...expecting(
      say(
        "the document mixes two dialects: {0} belongs to libvirt's current one, {1} to the one of 2017",
        ofLibvirt.words,
        ofRfc.words,
      ),
      [say('one of them throughout')],
    ),
    related: [
      { range: ofLibvirt.range, ...say("{0} belongs to libvirt's current dialect", ofLibvirt.words) },
      { range: ofRfc.range, ...say('{0} belongs to the dialect of 2017', ofRfc.words) },
    ],
  };
  return [mixed, ...left];
}

/** The one that a reader comes to first. */
function firstOf(marks: readonly Mark[]): Mark | undefined {
  return marks.reduce<Mark | undefined>(
    (first, mark) => (first && first.range.start <= mark.range.start ? first : mark),
    undefined,
  );
}

function libvirtMarks(root: XmlElement, disks: readonly XmlElement[]): Mark[] {
  return [
    ...attributeMarks(root, (name) => name === 'mode'),
    ...['disks', 'server', 'incremental'].flatMap((name) => elementMarks(root, name)),
    ...disks.flatMap((disk) => [
      ...attributeMarks(disk, (name) => libvirtDisk.has(name)),
      ...elementMarks(disk, 'driver'),
      ...elementMarks(disk, 'scratch'),
    ]),
  ];
}

function rfcMarks(root: XmlElement, disks: readonly XmlElement[]): Mark[] {
  return [
    ...['name', 'description'].flatMap((name) => elementMarks(root, name)),
    ...elementMarks(root, 'disk', say('"disk" directly inside "{0}"', root.name.text)),
    ...disks.flatMap((disk) => {
      const target = child(disk, 'target');
      return target ? attributeMarks(target, (name) => name === 'format', say('"format" of "target"')) : [];
    }),
  ];
}

function elementMarks(parent: XmlElement, name: string, words = quoted(name)): Mark[] {
  return children(parent, name)
    .filter(isSound)
    .map(({ name: { range } }) => ({ words, range, ranges: [range] }));
}

function attributeMarks(element: XmlElement, isMark: (name: string) => boolean, words?: Wording): Mark[] {
  return element.attributes
    .filter((attribute: XmlAttribute) => attribute.value && isMark(attribute.name.text))
    .map(({ name, value }) => ({
      words: words ?? quoted(name.text),
      range: name.range,
      ranges: value ? [name.range, value.range] : [name.range],
    }));
}

/** What is half-typed, or ends in another name, may be meant as something else. */
function isSound({ name, startTag, endTag }: XmlElement): boolean {
  return startTag.form !== 'unfinished' && (endTag?.name.text ?? name.text) === name.text;
}
