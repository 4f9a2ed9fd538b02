import * as l10n from '@vscode/l10n';
import { SymbolKind, type DocumentSymbol } from 'vscode-languageserver/node';
import type { XmlElement } from '../../engine/document';
import { toRange, type BackupDocument } from '../documents';

/**
 * How many elements deep the outline goes; what is nested deeper stands beside its ancestor at this depth. No backup
 * document comes near; without a bound, the answer could be too deep for JSON.
 */
const deepest = 100;

/** No more are listed: nobody reads them, and an editor would take seconds to draw them. */
const mostSymbols = 10_000;

/** The attributes that tell two elements of one name apart, the most telling ones first. */
const telling = ['name', 'file', 'dev', 'socket', 'fdgroup', 'type', 'format', 'model', 'uuid', 'usage'];

/** The outline: every element in its parent. The stack is explicit: no depth overflows it. */
export function symbols(document: BackupDocument): DocumentSymbol[] {
  const top: DocumentSymbol[] = [];
  let count = 0;
  const open = [{ nodes: document.xml.nodes, next: 0, into: top }];
  for (let level = open.at(-1); level !== undefined && count < mostSymbols; level = open.at(-1)) {
    const node = level.nodes[level.next];
    level.next += 1;
    if (node === undefined) open.pop();
    else if (node.kind === 'element') {
      // A half-typed tag may have no name yet, and editors refuse symbols without one.
      const symbol = node.name.text === '' ? undefined : toSymbol(document, node);
      if (symbol !== undefined) {
        level.into.push(symbol);
        count += 1;
      }
      const into = symbol?.children === undefined || open.length >= deepest ? level.into : symbol.children;
      open.push({ nodes: node.children, next: 0, into });
    }
  }
  return top;
}

function toSymbol(document: BackupDocument, element: XmlElement): DocumentSymbol {
  const isDisk = element.localName === 'disk';
  const detail = isDisk ? diskDetail(element) : elementDetail(element);
  return {
    // Editors find symbols by their names: a disk goes by its own.
    name: (isDisk && shortened(valueOf(element, 'name')).trim()) || element.name.text,
    ...(detail !== '' && { detail }),
    kind: kindOf(element),
    range: toRange(document, element.range),
    selectionRange: toRange(document, element.name.range),
    children: [],
  };
}

function kindOf({ parent, localName }: XmlElement): SymbolKind {
  if (parent === undefined) return SymbolKind.Module;
  return localName === 'disk' ? SymbolKind.Object : SymbolKind.Field;
}

/** Where the backup of a disk goes. */
function diskDetail(disk: XmlElement): string {
  if (valueOf(disk, 'backup') === 'no') return l10n.t('excluded');
  const target = disk.children.find(
    (node): node is XmlElement =>
      node.kind === 'element' && (node.localName === 'target' || node.localName === 'scratch'),
  );
  return target === undefined ? '' : valueOf(target, 'file') || valueOf(target, 'dev');
}

/** The words of a leaf, or its most telling value. */
function elementDetail(element: XmlElement): string {
  const words = element.children.map((node) =>
    node.kind === 'text' || node.kind === 'cdata' ? node.content : '',
  );
  const isLeaf = element.children.every(({ kind }) => kind !== 'element');
  const text = isLeaf ? words.join('').trim() : '';
  const values = telling.map((name) => valueOf(element, name)).filter((value) => value !== '');
  return shortened(text === '' ? (values[0] ?? '') : text);
}

/** One line of an outline. */
function shortened(text: string): string {
  const line = text.slice(0, 200).replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

function valueOf({ attributes }: XmlElement, name: string): string {
  return attributes.find((attribute) => attribute.name.text === name)?.value?.text ?? '';
}
