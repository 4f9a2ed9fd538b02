import { NamePatternEvent } from 'salve-annos/lib/salve/events';
import { Name } from 'salve-annos/lib/salve/name_patterns';

/**
 * Whether two of salve's walkers will do the same, whatever comes. What salve copies when it copies a walker is all
 * that can change about it, and is compared field by field; the rest is the grammar, of which there is one.
 */
export function isSameState(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (!isCopied(one) || !isCopied(other) || one.constructor !== other.constructor) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => isSameState(one[key], other[key]));
}

/** The name of an open element is not copied, but it is made anew for each, and has nothing but its parts. */
function isCopied(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return (
    Array.isArray(value) || 'clone' in value || value instanceof Name || value instanceof NamePatternEvent
  );
}
