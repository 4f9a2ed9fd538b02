import { pathToFileURL } from 'node:url';
import type { DocumentLink } from 'vscode-languageserver/node';
import type { XmlAttribute, XmlElement } from '../../engine/document';
import { toRange, type BackupDocument } from '../documents';
import type { FileLookup } from '../outside';
import { elementsOf } from './elements';

/** So many files are looked for at most: each look may go over a network. */
const mostFiles = 500;

/** Links from paths to the files that exist. Block devices and sockets are left alone: no editor can show them. */
export async function documentLinks(document: BackupDocument, fileAt: FileLookup): Promise<DocumentLink[]> {
  // All ranges are taken now: while files are looked for, the text may change.
  const byPath = new Map<string, DocumentLink[]>();
  for (const element of elementsOf(document.xml)) {
    for (const attribute of element.attributes) {
      const path = filePath(element, attribute);
      if (path === undefined) continue;
      const links = byPath.get(path) ?? [];
      if (byPath.size >= mostFiles && links.length === 0) continue;
      const range = toRange(document, attribute.value?.range ?? attribute.range);
      links.push({ range, target: pathToFileURL(path).href });
      byPath.set(path, links);
    }
  }
  const found = await Promise.all(
    [...byPath].map(async ([path, links]) => ((await fileAt(path)) === 'file' ? links : [])),
  );
  return found.flat();
}

/** The absolute path that an attribute holds; absent where it holds none that may be looked at. */
function filePath({ localName }: XmlElement, { name, value }: XmlAttribute): string | undefined {
  const isPath =
    (name.text === 'file' && (localName === 'target' || localName === 'scratch')) ||
    (name.text === 'name' && localName === 'disk');
  const path = value?.form === 'quoted' ? value.text : '';
  // Two slashes begin the name of another computer on some systems: no document may make this one call it.
  return isPath && /^(?:\/(?!\/)|[a-zA-Z]:\\)[^\0]+$/.test(path) ? path : undefined;
}
