import {
  TextEdit,
  type CompletionItem,
  type CompletionItemKind,
  type MarkupContent,
} from 'vscode-languageserver/node';
import type { TextRange } from '../../engine/document';
import type { ClientAbilities } from '../clientAbilities';
import { toRange, type BackupDocument } from '../documents';
import type { MachineInfo } from '../machine';
import { toMarkup } from '../markup';
import { firstStop, toInsertion, type Pieces } from './snippet';

/** Where and for whom something is to be completed. */
export interface CompletionRequest {
  document: BackupDocument;
  /** The cursor, in UTF-16 code units. */
  offset: number;
  abilities: ClientAbilities;
  /** The client's command that shows what may be written at the cursor. */
  suggestCommand?: string | undefined;
  /** The machine that the document is about, as far as it is known. */
  machine?: MachineInfo | undefined;
}

/** One thing to offer, before it is put into LSP's terms. */
export interface Offer {
  label: string;
  kind: CompletionItemKind;
  /** What the typed text is held against, if not the label. */
  filterText?: string;
  detail?: string;
  /** Paragraphs. */
  documentation: string[];
  /** Lower comes first; within a rank, offers keep their order. */
  rank: number;
  replaces: TextRange;
  pieces: Pieces;
}

/** Puts offers into LSP's terms. */
export function toItems(offers: Offer[], request: CompletionRequest): CompletionItem[] {
  return offers.map((offer, index) => {
    const { newText, format } = toInsertion(offer.pieces, request.abilities);
    const item: CompletionItem = {
      label: offer.label,
      kind: offer.kind,
      sortText: `${offer.rank}${String(index).padStart(4, '0')}`,
      insertTextFormat: format,
      textEdit: TextEdit.replace(toRange(request.document, onOneLine(offer.replaces, request)), newText),
    };
    if (offer.filterText !== undefined) item.filterText = offer.filterText;
    if (offer.detail !== undefined) item.detail = offer.detail;
    const documentation = documentationOf(offer, request.abilities);
    if (documentation !== undefined) item.documentation = documentation;
    // Where the first place to fill shows no choice of its own, the list of what may be written there comes up.
    const { suggestCommand } = request;
    const first = firstStop(offer.pieces);
    if (suggestCommand !== undefined && first?.choices.length === 0 && first.example === undefined) {
      item.command = { title: '', command: suggestCommand };
    }
    return item;
  });
}

function documentationOf({ documentation }: Offer, abilities: ClientAbilities): MarkupContent | undefined {
  return documentation.length === 0 ? undefined : toMarkup(documentation, abilities.completionDocumentation);
}

/** LSP: a completion's range has to stand on one line and hold the cursor. */
function onOneLine({ start, end }: TextRange, { document, offset }: CompletionRequest): TextRange {
  const { text } = document.xml;
  const lineStart = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  const nextLineEnd = /[\r\n]/g;
  nextLineEnd.lastIndex = offset;
  const lineEnd = nextLineEnd.exec(text)?.index ?? text.length;
  return {
    start: Math.min(offset, Math.max(start, lineStart)),
    end: Math.max(offset, Math.min(end, lineEnd)),
  };
}
