import type { Random } from '../support/random';

/** An element of a generated document, or a run of text. */
export interface SampleElement {
  name: string;
  attributes: Map<string, string>;
  children: (SampleElement | string)[];
}

export function copyOf(element: SampleElement): SampleElement {
  return structuredClone(element);
}

/** All elements of a document, the outermost first. */
export function elementsOf(root: SampleElement): SampleElement[] {
  return [root, ...root.children.flatMap((child) => (typeof child === 'string' ? [] : elementsOf(child)))];
}

/** Writes a document in one of the many spellings that mean the same to XML. */
export function writeSample(element: SampleElement, random: Random): string {
  const attributes = [...element.attributes].map(([name, value]) => {
    const quote = random.pick(['"', "'"]);
    return ` ${name}=${quote}${escape(value).replaceAll(quote, quote === '"' ? '&quot;' : '&apos;')}${quote}`;
  });
  const start = `<${element.name}${attributes.join('')}`;
  if (element.children.length === 0 && random.chance(0.7)) return `${start}/>`;
  // White space beside text would change it; elsewhere it means nothing.
  const mayIndent = element.children.every((child) => typeof child !== 'string');
  const gap = mayIndent
    ? random.pick(['', '\n', '  ', ' <!-- gap --> '])
    : random.pick(['', '<!-- gap -->', '<?gap?>']);
  const inside = element.children.map((child) =>
    typeof child === 'string' ? writeText(child, random) : writeSample(child, random),
  );
  return `${start}>${gap}${inside.join(gap)}${gap}</${element.name}>`;
}

function writeText(text: string, random: Random): string {
  return random.chance(0.2) && !text.includes(']]>') ? `<![CDATA[${text}]]>` : escape(text);
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
