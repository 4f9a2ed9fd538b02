import type { XmlElement } from '../../engine/document';

/** More disks than letters are nothing to find an example for. */
const letters = 26;

/** An example of an attribute's value; of the name of a disk, the first that no other disk beside it has: `vdb`. */
export function freeName(element: XmlElement, attribute: string, example: string): string {
  if (element.localName !== 'disk' || attribute !== 'name') return example;
  const taken = new Set<string>();
  for (const node of element.parent?.children ?? []) {
    if (node.kind !== 'element' || node === element) continue;
    const name = node.attributes.find((each) => each.name.text === 'name');
    if (name?.value) taken.add(name.value.text);
  }
  const first = example.charCodeAt(example.length - 1);
  for (let step = 0; step < letters; step += 1) {
    const free = example.slice(0, -1) + String.fromCharCode(first + step);
    if (/^[a-z]+$/.test(free) && !taken.has(free)) return free;
  }
  return example;
}
