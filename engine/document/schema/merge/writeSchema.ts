import { annotationsNamespace, relaxNgNamespace, wordsNamespace } from '../rngTree';
import type { SchemaPlace } from '../schemaError';
import { textKinds, type SchemaNode } from './schemaNode';

/** A schema in one text, and where each of its lines comes from. */
export interface MergedSchema {
  text: string;
  /** The place that a line of `text` was written for. */
  placeOf: (line: number) => Required<SchemaPlace> | undefined;
}

/** Writes components as one grammar, every tag on a line of its own, so that lines can be traced back. */
export function writeSchema(components: readonly SchemaNode[]): MergedSchema {
  const lines = [
    `<grammar xmlns="${relaxNgNamespace}" xmlns:a="${annotationsNamespace}" xmlns:db="${wordsNamespace}">`,
  ];
  const places: (Required<SchemaPlace> | undefined)[] = [components[0]?.place];
  for (const component of components) {
    for (const { text, place } of linesOf(component)) {
      // A value may hold line breaks.
      for (const line of text.split('\n')) {
        lines.push(line);
        places.push(place);
      }
    }
  }
  lines.push('</grammar>');
  return { text: lines.join('\n'), placeOf: (line) => places[line - 1] };
}

function* linesOf(node: SchemaNode): Generator<{ text: string; place: Required<SchemaPlace> }> {
  const { kind, place, children } = node;
  const attributes = Object.entries(node.attributes).map(([name, value]) => ` ${name}="${escape(value)}"`);
  const start = `<${kind}${attributes.join('')}`;
  if (textKinds.has(kind)) {
    const content = children.filter((child) => typeof child === 'string').map(escape);
    yield { text: `${start}>${content.join('')}</${kind}>`, place };
    return;
  }
  yield { text: `${start}>`, place };
  for (const child of children) if (typeof child !== 'string') yield* linesOf(child);
  yield { text: `</${kind}>`, place };
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
}
