import type { DocumentProblem } from '../problemCodes';
import type { XmlDocument } from '../xml/tree';
import type { LoadedSchema } from './loadedSchema';
import { walkDocument } from './schemaWalk';
import { WalkContext } from './walkContext';

/**
 * Everything that keeps a document from being well-formed, and everything in it that its schema does not allow,
 * however malformed the document is. An error is reported once; what only follows from it, or from something that
 * is still being typed, is not: in `<dsik></disk>` the end tag is wrong only until the start tag is mended.
 */
export function validate(document: XmlDocument, schema: LoadedSchema): DocumentProblem[] {
  const problems: DocumentProblem[] = [];
  const context = new WalkContext(schema, (problem) => problems.push(problem));
  for (const place of walkDocument(context, document)) void place;
  return [...document.problems.filter(({ range }) => !context.explained.has(range)), ...problems];
}
