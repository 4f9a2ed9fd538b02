import { mostProblems } from '../problem';
import type { DocumentProblem } from '../problemCodes';
import { finish, type Steps } from '../task';
import type { XmlDocument } from '../xml/tree';
import type { LoadedSchema } from './loadedSchema';
import { walkDocument } from './schemaWalk';
import { joinTextProblems } from './textProblems';
import { WalkContext, type Suggestion } from './walkContext';

/** How many places are passed before the work pauses: that takes a millisecond or two. */
const placesAtOnce = 200;

/** What was found wrong with a document. */
export interface Verdict {
  problems: DocumentProblem[];
  /** `partial`: there were so many problems that the rest of the document was not held against the schema. */
  extent: 'whole' | 'partial';
}

/**
 * Everything that keeps a document from being well-formed, and everything in it that its schema does not allow,
 * however malformed the document is. An error is reported once; what only follows from it, or from something that
 * is still being typed, is not: in `<dsik></disk>` the end tag is wrong only until the start tag is mended.
 */
export function validate(document: XmlDocument, schema: LoadedSchema): DocumentProblem[] {
  return finish(validating(document, schema)).problems;
}

/**
 * `validate` in steps. It ends when more problems are known than anybody reads.
 * @param roots those that the document may have, where it may be of another kind, too
 */
export function* validating(
  document: XmlDocument,
  schema: LoadedSchema,
  roots?: readonly string[],
): Steps<Verdict> {
  const first = yield* walking(document, schema, roots);
  if (!first.suggested) return first;
  const second = yield* walking(document, schema, roots, first.suggested);
  const fewer = first.problems.length - second.problems.length;
  // What is written counts for nothing only where that explains something.
  return fewer > 0 || (fewer === 0 && first.suggested.kind === 'lacking') ? second : first;
}

function* walking(
  document: XmlDocument,
  schema: LoadedSchema,
  roots?: readonly string[],
  assumed?: Suggestion,
): Steps<Verdict & { suggested?: Suggestion }> {
  const found: DocumentProblem[] = [];
  const context = new WalkContext(schema, (problem) => found.push(problem), undefined, assumed, roots);
  const walk = walkDocument(context, document);
  const room = mostProblems - document.problems.length;
  let extent: Verdict['extent'] = 'partial';
  for (let passed = 1; found.length <= room; passed += 1) {
    if (walk.next().done === true) {
      ({ extent } = context);
      break;
    }
    if (passed % placesAtOnce === 0) yield;
  }
  const explained = document.problems.filter(({ range }) => !context.explained.has(range));
  const { suggested } = context;
  return { problems: joinTextProblems(explained, found), extent, ...(suggested && { suggested }) };
}
