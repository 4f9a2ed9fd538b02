import { DefaultNameResolver, type Grammar } from 'salve-annos';
import { SaxesParser } from 'saxes';

/**
 * Whether salve accepts a well-formed document: the barest walk there is, without any recovery, to hold the
 * schema itself against another validator, and the project's validator against this one.
 */
export function salveVerdict(grammar: Grammar, text: string): 'valid' | 'invalid' {
  const resolver = new DefaultNameResolver();
  const walker = grammar.newWalker(resolver);
  const parser = new SaxesParser({ xmlns: true });
  let failures = 0;
  let run = '';

  function fire(name: string, params: string[]): void {
    if (walker.fireEvent(name, params) !== false) failures += 1;
  }
  // salve wants white space and CDATA in one event with the text around them.
  function flush(): void {
    if (run !== '') fire('text', [run]);
    run = '';
  }
  parser.on('text', (piece) => (run += piece));
  parser.on('cdata', (piece) => (run += piece));
  parser.on('opentag', ({ uri, local, ns, attributes }) => {
    flush();
    resolver.enterContext();
    for (const [prefix, declared] of Object.entries(ns)) resolver.definePrefix(prefix, declared);
    fire('enterStartTag', [uri, local]);
    for (const attribute of Object.values(attributes)) {
      // Namespace declarations are attributes to saxes, but not to a schema.
      if (attribute.prefix === 'xmlns' || attribute.name === 'xmlns') continue;
      fire('attributeName', [attribute.uri, attribute.local]);
      fire('attributeValue', [attribute.value]);
    }
    fire('leaveStartTag', []);
  });
  parser.on('closetag', ({ uri, local }) => {
    // White space between the tags of an element without content means nothing, but salve takes it for text in
    // elements whose attributes are all required.
    if (run.trim() === '' && ![...walker.possible()].some(({ name }) => name === 'text')) run = '';
    flush();
    fire('endTag', [uri, local]);
    resolver.leaveContext();
  });
  parser.write(text).close();
  return failures === 0 && walker.end() === false ? 'valid' : 'invalid';
}
