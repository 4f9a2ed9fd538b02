import type { TextRange } from '../problem';
import type { DocumentProblem } from '../problemCodes';

/** A name as it stands in the text, prefix included. It may be empty where a tag is half-typed. */
export interface XmlName {
  text: string;
  range: TextRange;
}

/** The value of an attribute. */
export interface XmlValue {
  /** The value alone, without its quotes. */
  range: TextRange;
  /** The value as XML means it: references decoded, white space characters as spaces. */
  text: string;
  /** `unquoted` and `unfinished` (it is not clear where it ends) are not well-formed; the tree keeps what can be told. */
  form: 'quoted' | 'unquoted' | 'unfinished';
}

export interface XmlAttribute {
  kind: 'attribute';
  element: XmlElement;
  name: XmlName;
  /** Absent while only the name, or the name and `=`, is written. */
  value?: XmlValue;
  /** From the name to the closing quote. */
  range: TextRange;
}

/** How a start tag ends: `<a>`, `<a/>`, or not at all (`<a` before the next `<`, or at the end of the text). */
type StartTagForm = 'open' | 'self-closing' | 'unfinished';

export interface XmlStartTag {
  range: TextRange;
  form: StartTagForm;
  /** `run-together`: something follows the name without white space, as in `<diskname="vda">` or `<dis&k>`. */
  name: 'whole' | 'run-together';
  /** Present where a value stands in the tag without an attribute's name, as in `<disk "vda">`. */
  nameless?: 'value';
}

export interface XmlEndTag {
  range: TextRange;
  /** Differs from the element's name where the end tag is misspelled. */
  name: XmlName;
}

/** An element, however incomplete. */
export interface XmlElement {
  kind: 'element';
  /** Absent at the top level. */
  parent?: XmlElement;
  name: XmlName;
  /** The name without its prefix. */
  localName: string;
  /** The URI of the namespace that the name is in; empty: no namespace. */
  namespace: string;
  startTag: XmlStartTag;
  /** In the order of the text; a name that is written twice is there twice. */
  attributes: XmlAttribute[];
  children: XmlNode[];
  /** Absent where it is missing, and in `<a/>`. */
  endTag?: XmlEndTag;
  /** From `<` of the start tag to the end of the end tag, or to where the content ends if that is missing. */
  range: TextRange;
}

/** A stretch of character data. References are decoded in `content`. */
export interface XmlText {
  kind: 'text' | 'cdata';
  parent?: XmlElement;
  range: TextRange;
  /** The range without the white space around the words; empty where there are none. */
  words: TextRange;
  content: string;
}

/** What carries no data: comments, processing instructions, the XML declaration, a document type declaration. */
export interface XmlMisc {
  kind: 'comment' | 'instruction' | 'doctype';
  parent?: XmlElement;
  range: TextRange;
}

/** An end tag that ends nothing. */
export interface XmlStrayEndTag extends XmlEndTag {
  kind: 'stray-end-tag';
  parent?: XmlElement;
}

export type XmlNode = XmlElement | XmlText | XmlMisc | XmlStrayEndTag;

/** The result of parsing any text at all. */
export interface XmlDocument {
  text: string;
  /** Everything at the top level, in the order of the text. */
  nodes: XmlNode[];
  /** The first element at the top level. */
  root?: XmlElement;
  /** Everything that keeps the text from being well-formed XML, and warnings; in no particular order. */
  problems: DocumentProblem[];
  /** How many such problems there are beyond the `mostProblems` that are listed. */
  unlisted: number;
  /** `partial`: there were so many, or one that is so absurd, that the rest of a very long text was not read. */
  extent: 'whole' | 'partial';
}
