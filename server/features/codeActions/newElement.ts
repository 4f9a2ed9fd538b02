import {
  checkDocument,
  describeElement,
  parseDocument,
  type ContentInfo,
  type DocumentProblem,
  type Schemas,
  type XmlDocument,
  type XmlElement,
} from '../../../engine/document';
import { describeNewAttribute } from '../skeleton';
import { escapeAttribute } from '../xmlText';
import { applyEdits, insertion, type Edit } from './fix';
import { startTags } from './startTags';
import { attributeSpot, writeText } from './textEdits';
import { elementAt } from './whereabouts';

/** A bound for schemas in which elements need ever more. */
const mostSupplements = 24;

/** More content than this is not looked at again and again; it seldom lacks anything but its first element. */
const longestContent = 10_000;

/**
 * The markup of the new elements that `parent` lacks, the first of them called `name`: one, or more where it is not
 * complete with one. They have what the schema wants of them, with examples for values, and of alternatives the first;
 * their lines are indented by tabs.
 */
export function newElements(
  { text }: XmlDocument,
  parent: XmlElement,
  name: string,
  schemas: Schemas,
): { name: string; markup: string }[] {
  const { startTag, endTag } = parent;
  const content = text.slice(startTag.range.end, endTag?.range.start ?? startTag.range.end);
  let before = startTags(parent) + (content.length <= longestContent ? content : '');
  const place = startTags(parent.parent).length + 1;
  const added: { name: string; markup: string }[] = [];
  for (let next: string | undefined = name; next !== undefined && added.length < mostSupplements;) {
    const bare = newElement(before, next, schemas);
    added.push({ name: next, markup: inLines(before, bare, schemas) });
    before += bare;
    const lacking = missingIn(`${before}</${parent.name.text}>`, schemas);
    next = lacking.find(({ code, range }) => code === 'missing-element' && range.start === place)
      ?.offers?.[0];
  }
  return added;
}

/** The markup of an element on one line, behind these start tags. */
function newElement(before: string, name: string, schemas: Schemas): string {
  let written = `${before}<${name}></${name}>`;
  for (let round = 0; round < mostSupplements; round += 1) {
    const document = parseDocument(written);
    const problem = missingIn(written, schemas).find(({ range }) => range.start > before.length);
    const edit = problem && supplement(document, problem, schemas);
    if (!edit) break;
    written = applyEdits(written, [edit]);
  }
  return written.slice(before.length);
}

function sampleValues({ values, datatypes }: ContentInfo): string[] {
  return [...values.map(({ value }) => value), ...datatypes.map(({ example }) => example)];
}

function missingIn(text: string, schemas: Schemas): DocumentProblem[] {
  return checkDocument(parseDocument(text), schemas).filter(({ code }) => code.startsWith('missing-'));
}

function supplement(xml: XmlDocument, problem: DocumentProblem, schemas: Schemas): Edit | undefined {
  const element = elementAt({ xml, problem, schemas });
  const [first] = problem.offers ?? [];
  if (!element || first === undefined) return undefined;
  if (problem.code === 'missing-text') return writeText(element, first)[0];
  if (problem.code === 'missing-element') {
    return element.endTag && insertion(element.endTag.range.start, `<${first}></${first}>`);
  }
  if (problem.code !== 'missing-attribute') return undefined;
  // What is allowed only behind another element, is not known from the start tags alone.
  const infos = [
    describeNewAttribute(element, first, undefined, schemas),
    describeElement(element, schemas)?.attributes[first],
  ];
  const [value = ''] = infos.flatMap((info) => (info ? sampleValues(info) : []));
  return insertion(attributeSpot(element), ` ${first}="${escapeAttribute(value)}"`);
}

/** The same markup with each element on a line of its own, and without end tags where they are not needed. */
function inLines(before: string, markup: string, schemas: Schemas): string {
  const { text, root } = parseDocument(before + markup);
  let element = root;
  while (element && element.range.start < before.length) {
    element = element.children.findLast((node): node is XmlElement => node.kind === 'element');
  }
  return element ? linesOf(text, element, schemas) : markup;
}

function linesOf(text: string, element: XmlElement, schemas: Schemas): string {
  const { startTag, endTag, children, name } = element;
  const tag = text.slice(startTag.range.start, startTag.range.end);
  const inside = children.filter((node): node is XmlElement => node.kind === 'element');
  if (inside.length > 0) {
    const lines = inside.map((each) => linesOf(text, each, schemas)).join('\n');
    return `${tag}\n\t${lines.replaceAll('\n', '\n\t')}\n</${name.text}>`;
  }
  const content = endTag ? text.slice(startTag.range.end, endTag.range.start) : '';
  const isEmpty = content === '' && !describeElement(element, schemas)?.text;
  return isEmpty ? `${tag.slice(0, -1)}/>` : `${tag}${content}</${name.text}>`;
}
