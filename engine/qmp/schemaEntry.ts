/** A field, value or type that an entry of QEMU's schema has. */
export interface SchemaMember {
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

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';

const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

function objectOf(checks: Record<string, Check>): Check {
  const fields = Object.entries(checks);
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    fields.every(([name, check]) => check((value as Record<string, unknown>)[name]));
}

/**
 * Whether a reply is QEMU's schema. It has thousands of objects, and valibot makes a copy of each: that took as long as
 * all else that is read before a backup.
 */
export const isSchema = listOf(
  objectOf({
    name: isText,
    'meta-type': isText,
    'arg-type': optional(isText),
    'element-type': optional(isText),
    variants: optional(listOf(objectOf({ case: isText, type: isText }))),
    members: optional(
      listOf(
        objectOf({ name: optional(isText), type: optional(isText), features: optional(listOf(isText)) }),
      ),
    ),
    features: optional(listOf(isText)),
  }),
);
