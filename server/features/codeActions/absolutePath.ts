/**
 * What a path that is not absolute may be meant as: one that lacks its first slash, and one that begins at the
 * document's own folder, where people look when they write it; or the path of a file's URI. A document with a URI of
 * another scheme has no such folder.
 */
export function absolutePaths(written: string, uri: string): string[] {
  const path = written.trim();
  if (/^file:\/\//i.test(path)) return pathOf(path);
  if (path === '' || path.startsWith('/') || path.startsWith('~')) return [];
  const isPath = path.includes('/') || path.includes('.');
  if (!isPath) return [];
  const plain = path.replace(/^(?:\.\/)+/, '');
  const fromRoot = plain.startsWith('..') ? [] : [`/${plain}`];
  return [...fromRoot, ...besideDocument(path, uri)];
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
