/**
 * What a path that is not absolute may be meant as: one that lacks its first slash, and one that begins at the
 * document's own folder, where people look when they write it. A URI of another scheme has no such folder.
 */
export function absolutePaths(path: string, uri: string): string[] {
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
    const folder = new URL('.', uri);
    const resolved = decodeURIComponent(new URL(encodeURI(path), folder).pathname);
    return [resolved];
  } catch {
    // The URI or the path holds something that cannot be decoded.
    return [];
  }
}
