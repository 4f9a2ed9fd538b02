import type { XmlDocument, XmlElement } from '../../engine/document';

/** All elements of a document in the order of their start tags. The stack is explicit: no depth overflows it. */
export function* elementsOf({ nodes }: XmlDocument): Generator<XmlElement, void, undefined> {
  const open = [{ nodes, next: 0 }];
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const node = level.nodes[level.next];
    level.next += 1;
    if (node === undefined) open.pop();
    else if (node.kind === 'element') {
      yield node;
      open.push({ nodes: node.children, next: 0 });
    }
  }
}
