import type { XmlDocument, XmlElement } from '../xml/tree';
import { walkAttributes } from './attributeWalk';
import { contentOf, type ContentNode } from './contentNodes';
import { endElement, enterElement, leaveStartTag } from './elementWalk';
import { takeText } from './textWalk';
import type { Frame, WalkContext } from './walkContext';

/** Where a walk pauses. */
export type Place =
  /** Behind the name of a start tag. */
  { kind: 'start-tag'; frame: Frame } | OpenContent;

/** In an element's content, before the node at `index`, or before its end. */
interface OpenContent {
  kind: 'content';
  frame: Frame;
  nodes: ContentNode[];
  index: number;
}

/**
 * Walks a document through a schema, up to the next place each time that one is asked for. Every error is reported
 * once, and then what was most likely meant is taken in its place, so that the rest is judged as if it were not
 * there. The cost is linear in the document's length, and the stack is explicit: no depth overflows it.
 */
export function* walkDocument(
  context: WalkContext,
  { root }: XmlDocument,
): Generator<Place, void, undefined> {
  const open: OpenContent[] = [];
  let entering: XmlElement | undefined = root;
  for (;;) {
    const parent = open.at(-1);
    if (entering) {
      const frame = enterElement(context, entering, parent?.frame);
      entering = undefined;
      if (!frame) continue;
      yield { kind: 'start-tag', frame };
      walkAttributes(context, frame);
      if (leaveStartTag(context, frame) === 'stuck') return;
      const { own, following, host } = contentOf(frame, open, context.schema);
      const around = host && open.findLast((each) => each.frame === host);
      around?.nodes.splice(around.index, 0, ...following);
      open.push({ kind: 'content', frame, nodes: own, index: 0 });
      continue;
    }
    if (!parent) return;
    yield parent;
    const node = parent.nodes[parent.index];
    parent.index += 1;
    if (!node) {
      if (endElement(context, parent.frame, open.at(-2)?.frame) === 'stuck') return;
      open.pop();
    } else if (node.kind === 'element') entering = node;
    else takeText(context, parent.frame, node);
  }
}
