/** A value that a schema lists by name, such as `push`. */
export interface ListedValue {
  value: string;
  /** Documentation paragraphs, in the schema's order. */
  documentation: string[];
}

/** A kind of value that a schema describes by a pattern or a data type. */
export interface Datatype {
  /** What a person calls such a value, with its article: `an absolute path`. */
  words: string;
  /** A value of this type, for completion and for error recovery. */
  example: string;
}

/** What may stand in an attribute or in an element's text. */
export interface ContentInfo {
  values: ListedValue[];
  datatypes: Datatype[];
}

export interface AttributeInfo extends ContentInfo {
  documentation: string[];
}

export interface ElementInfo {
  documentation: string[];
  attributes: Record<string, AttributeInfo>;
  /** Names of the elements that may stand inside, in the schema's order. */
  children: string[];
  /** Absent where the element takes no text but white space. */
  text?: ContentInfo;
}

/**
 * A RELAX NG schema, made ready for quick loading: salve's grammar as JSON, and beside it what that JSON drops and
 * messages need, the documentation and the readable names of data types.
 */
export interface CompiledSchema {
  /** For salve's `readTreeFromJSON`. */
  grammar: string;
  /**
   * By path of element names from the root, joined with `/`, such as `domainbackup/disks/disk`. Where several
   * patterns of the schema lead to one path, the entry is their union.
   */
  elements: Record<string, ElementInfo>;
}
