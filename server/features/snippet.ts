import { InsertTextFormat } from 'vscode-languageserver/node';
import type { ContentInfo } from '../../engine/document';
import type { ClientAbilities } from '../clientAbilities';
import { escapeAttribute } from './xmlText';

/** A place in inserted text where the author goes on, with the values to choose from; none: free text. */
export interface TabStop {
  choices: string[];
  /** What stands there until the author writes something else; absent: nothing. */
  example?: string;
}

/** Where the cursor comes to rest after the last tab stop. */
export const restingPlace = Symbol('resting place');

/** Pieces of text to insert, in order. Strings are meant literally. */
export type Pieces = (string | TabStop | typeof restingPlace)[];

/** Text to insert, and how an editor has to read it. */
export interface Insertion {
  newText: string;
  format: InsertTextFormat;
}

/** The place of a value: the only one that is possible, a choice of all that are listed, or free text. */
export function valueStop({ values, datatypes }: ContentInfo): string | TabStop {
  const [only, ...others] = datatypes.length === 0 ? values.map(({ value }) => value) : [];
  if (only === undefined) return { choices: [] };
  return others.length === 0 ? escapeAttribute(only) : { choices: [only, ...others].map(escapeAttribute) };
}

/** The place where the author goes on first; absent: there is none. */
export function firstStop(pieces: Pieces): TabStop | undefined {
  return pieces.find((piece): piece is TabStop => typeof piece === 'object');
}

/** Joins the pieces; for an editor without snippets, the stops stay empty. */
export function toInsertion(pieces: Pieces, abilities: ClientAbilities): Insertion {
  if (abilities.insertText === 'plain' || pieces.every((piece) => typeof piece === 'string')) {
    return {
      newText: pieces.filter((piece) => typeof piece === 'string').join(''),
      format: InsertTextFormat.PlainText,
    };
  }
  let stops = 0;
  const newText = pieces.map((piece) => {
    if (typeof piece === 'string') return piece.replace(/[\\$}]/g, '\\$&');
    if (piece === restingPlace) return '$0';
    stops += 1;
    const { choices, example } = piece;
    if (choices.length > 0) return `\${${stops}|${choices.map(escapeChoice).join(',')}|}`;
    return example === undefined ? `$${stops}` : `\${${stops}:${example.replace(/[\\$}]/g, '\\$&')}}`;
  });
  return { newText: newText.join(''), format: InsertTextFormat.Snippet };
}

function escapeChoice(value: string): string {
  return value.replace(/[\\$},|]/g, '\\$&');
}
