/** The public face of the room: text to tree, to problems, to completion's possibilities, to definition. */
export type {
  BackupDefinition,
  CheckpointDefinition,
  CheckpointDiskDefinition,
  Dialect,
  DiskDefinition,
  TargetDefinition,
} from './definition';
export type { Problem, Severity, TextRange } from './problem';
export type { DocumentProblem, ProblemCode } from './problemCodes';
export type { AttributeInfo, ContentInfo, Datatype, ElementInfo, ListedValue } from './schema/schema';
export type {
  XmlAttribute,
  XmlDocument,
  XmlElement,
  XmlEndTag,
  XmlMisc,
  XmlName,
  XmlNode,
  XmlStartTag,
  XmlStrayEndTag,
  XmlText,
  XmlValue,
} from './xml/tree';
export { DocumentError } from './errors';
export { parseDocument, parsing } from './xml/parse';
export { finish, Task, type Steps } from './task';
export { locate, type Location } from './xml/locate';
export { TextLines, type TextPosition } from './position';
export {
  possibleElements,
  possibleAttributes,
  possibleValues,
  possibleText,
  describeElement,
  describeAttribute,
} from './possibilities';
export type { Possibility } from './schema/possibilities';
export { checkDocument, checking, isBackupDocument, isServedDocument, servedRoot } from './checkDocument';
export { isBeginning } from './beginning';
export { readCheckpoint } from './readCheckpoint';
export { dialectOf } from './semantics/backupTree';
export { readDefinition, readingDefinition } from './readDefinition';
export { placesOfDisks } from './placesOfDisks';
export { isOtherKind } from './schema/rootName';
export { bundledSchemas, rootsOf, type Schemas } from './schema/schemas';
export { mergeSchema, type SchemaFile, type SchemaLoader } from './schema/merge/mergeSchema';
export { compileSchema } from './schema/compile';
export { SchemaError, type SchemaPlace } from './schema/schemaError';
export { meaningCodes } from './problemCodes';
export { say, translated, type Wording } from './wording';
export { byDistance, editDistance, nearest, nearOnes } from './spelling';
