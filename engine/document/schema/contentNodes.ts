import type { TextRange } from '../problem';
import type { XmlElement, XmlEndTag, XmlNode } from '../xml/tree';
import type { LoadedSchema } from './loadedSchema';
import type { Frame } from './walkContext';

/** Character data between two tags: comments do not divide it, and CDATA is text like any other. */
export interface TextRun {
  kind: 'text-run';
  content: string;
  /** Without the white space around it. */
  range: TextRange;
  /**
   * `remainder`: it follows a half-typed tag and most likely belongs to that, or is an end tag without `<`.
   * `start-tag`: it is a start tag without `<`, as `endTag` tells.
   */
  origin: 'text' | 'remainder' | 'start-tag';
  endTag?: XmlEndTag;
  /** Its place among the nodes of the element. */
  index: number;
}

/** Of so many elements around one it is asked whether they may contain what follows it. */
const mostAround = 4;

export type ContentNode = XmlElement | TextRun;

/**
 * The content of an element, as a schema sees it. Where the element's end tag is missing, everything from the
 * first child on that only its parent may contain is most likely the parent's: that is `following`. Where the parent's
 * end tag is missing, too, it may be that one's parent's: `host` is whose it is.
 * @param around the elements around it, the outermost first
 */
export function contentOf(
  { element, path }: Frame,
  around: readonly { frame: Frame }[],
  schema: LoadedSchema,
): { own: ContentNode[]; following: ContentNode[]; host?: Frame } {
  const nodes = runsOf(element.children);
  if (element.endTag || nodes.length === 0) return { own: nodes, following: [] };
  const mayContain = (where: string, name: string): boolean =>
    schema.elements.get(where)?.children.includes(name) ?? false;
  const outer = around.slice(-mostAround).map(({ frame }) => frame);
  const ended = outer.findLastIndex((each) => each.element.endTag !== undefined);
  const hosts = outer.slice(Math.max(ended, 0)).toReversed();
  let host: Frame | undefined;
  const split = nodes.findIndex((node) => {
    if (node.kind !== 'element' || mayContain(path, node.localName)) return false;
    host = hosts.find((each) => mayContain(each.path, node.localName));
    return host !== undefined;
  });
  const own = split === -1 ? nodes : nodes.slice(0, split);
  const last = own.at(-1);
  if (last?.kind === 'text-run' && last.content.trim() === `/${element.name.text}>`)
    last.origin = 'remainder';
  return { own, following: split === -1 ? [] : nodes.slice(split), ...(host && { host }) };
}

function runsOf(children: readonly XmlNode[]): ContentNode[] {
  const nodes: ContentNode[] = [];
  let starts: Map<string, TextRun> | undefined;
  let origin: TextRun['origin'] = 'text';
  for (const child of children) {
    if (child.kind === 'element') {
      nodes.push(child);
      origin = child.startTag.form === 'unfinished' && !child.endTag ? 'remainder' : 'text';
    } else if (child.kind === 'stray-end-tag') {
      origin = joinLostStartTag(nodes, starts?.get(child.name.text), child) ? 'text' : 'remainder';
    } else if (child.kind === 'text' || child.kind === 'cdata') {
      const last = nodes.at(-1);
      if (last?.kind === 'text-run') {
        last.content += child.content;
        last.range = joined(last.range, child.words);
      } else {
        const run: TextRun = {
          kind: 'text-run',
          content: child.content,
          range: child.words,
          origin,
          index: nodes.length,
        };
        nodes.push(run);
        if (run.range.end > run.range.start) (starts ??= new Map()).set(firstWord(run.content), run);
      }
    }
  }
  return nodes;
}

/**
 * Where a text has the name of a stray end tag behind it, takes what stands between them for the content of an
 * element whose start tag has lost its `<`.
 */
function joinLostStartTag(nodes: ContentNode[], start: TextRun | undefined, endTag: XmlEndTag): boolean {
  // The text may have gone into another such element since.
  if (!start || endTag.name.text === '' || nodes[start.index] !== start) return false;
  start.origin = 'start-tag';
  start.endTag = endTag;
  nodes.splice(start.index + 1);
  return true;
}

/** What would be the name if the text were a start tag without its `<`; empty if there is none. */
export function firstWord(content: string): string {
  return /^\s*([^\s<>]+)/.exec(content)?.[1] ?? '';
}

/** Stretches without words count for nothing. */
function joined(first: TextRange, second: TextRange): TextRange {
  if (first.start === first.end) return second;
  return second.start === second.end ? first : { start: first.start, end: second.end };
}
