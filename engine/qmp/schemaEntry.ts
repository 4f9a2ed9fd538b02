/** A field, value or type that an entry of QEMU's schema has. */
interface SchemaMember {
  readonly name?: string;
  readonly type?: string;
  /** `deprecated`, `unstable`, ... */
  readonly features?: readonly string[];
}

/** An entry of QEMU's own description of its commands, types and events (`query-qmp-schema`). */
export interface SchemaEntry {
  readonly name: string;
  readonly 'meta-type': string;
  readonly 'arg-type'?: string;
  /** Of an array. */
  readonly 'element-type'?: string;
  /** Of an object whose further fields depend on the value of one of them. */
  readonly variants?: readonly { readonly case: string; readonly type: string }[];
  /** Of an object, its fields; of an enum, its values; of an alternate, its types. Types go by the names of entries. */
  readonly members?: readonly SchemaMember[];
  /** `deprecated`, `unstable`, ... */
  readonly features?: readonly string[];
}

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const isOptionalText = (value: unknown) => value === undefined || typeof value === 'string';

const isOptionalList = (value: unknown, isItem: (item: unknown) => boolean) =>
  value === undefined || (Array.isArray(value) && value.every(isItem));

const isFeature = (value: unknown) => typeof value === 'string';

const isMember = (value: unknown) =>
  isObject(value) &&
  isOptionalText(value['name']) &&
  isOptionalText(value['type']) &&
  isOptionalList(value['features'], isFeature);

const isVariant = (value: unknown) =>
  isObject(value) && typeof value['case'] === 'string' && typeof value['type'] === 'string';

const isEntry = (value: unknown) =>
  isObject(value) &&
  typeof value['name'] === 'string' &&
  typeof value['meta-type'] === 'string' &&
  isOptionalText(value['arg-type']) &&
  isOptionalText(value['element-type']) &&
  isOptionalList(value['variants'], isVariant) &&
  isOptionalList(value['members'], isMember) &&
  isOptionalList(value['features'], isFeature);

/**
 * Whether a reply is QEMU's schema. It has thousands of objects, and valibot makes a copy of each: that took as long as
 * all else that is read before a backup. Nor are its fields told in a table, since the code is not yet compiled when
 * it runs, and a table took twice as long.
 */
export const isSchema = (value: unknown): boolean => Array.isArray(value) && value.every(isEntry);
