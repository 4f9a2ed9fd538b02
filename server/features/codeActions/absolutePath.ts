/**
 * What a path that is not absolute may be meant as, the likeliest first: one that begins at the document's own folder,
 * where people look when they write it, and one that lacks its first slash; or the path of a file's URI. A document with
 * a URI of another scheme has no such folder, and only then a file directly in the root folder may be meant.
 */
export function absolutePaths(written: string, uri: string): string[] {
  const path = written.trim();
  if (/^file:\/\//i.test(path)) return pathOf(path);
  if (path === '' || path.startsWith('/') || path.startsWith('~')) return [];
  const isPath = path.includes('/') || path.includes('.');
  if (!isPath) return [];
  const beside = besideDocument(path, uri);
  const plain = path.replace(/^(?:\.\/)+/, '');
  const mayLackSlash = beside.length === 0 || (plain === path && path.includes('/'));
  return [...beside, ...(mayLackSlash && !plain.startsWith('..') ? [`/${plain}`] : [])];
}

function besideDocument(path: string, uri: string): string[] {
  if (!uri.startsWith('file:///')) return [];
  try {
    return pathOf(new URL(encodeURI(path), new URL('.', uri)).href);
  } catch {
    // The URI holds something that cannot be decoded.
    return [];
  }
}

function pathOf(uri: string): string[] {
  try {
    return [decodeURIComponent(new URL(uri).pathname)];
  } catch {
    // It holds something that cannot be decoded.
    return [];
  }
}
