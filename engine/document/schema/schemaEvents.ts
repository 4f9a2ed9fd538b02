/** What a document consists of, for salve: namespace URIs, local names, values. */
export type SchemaEvent =
  | readonly ['enterStartTag', namespace: string, localName: string]
  | readonly ['leaveStartTag']
  | readonly ['attributeName', namespace: string, localName: string]
  | readonly ['attributeValue', value: string]
  | readonly ['attributeNameAndValue', namespace: string, localName: string, value: string]
  | readonly ['text', value: string]
  | readonly ['endTag', namespace: string, localName: string];

/** What a schema allows next. */
export interface PossibleEvents {
  /** Qualified names are told apart by `{namespace}local`; names in no namespace are plain. */
  readonly elements: readonly string[];
  readonly attributes: readonly string[];
  /** Listed values of the attribute or text that comes next. */
  readonly values: readonly string[];
  /** Whether a data type or free text is allowed beside the listed values. */
  readonly otherValues: 'allowed' | 'none';
}
