import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseDocument, type XmlElement, type XmlNode } from '../../engine/document';

describe('The tree of a document', () => {
  test('knows where everything stands', () => {
    const text = '<a b = "1">x<!--y--><c/></a >';
    const { root } = parseDocument(text);
    assert(root);
    const [attribute] = root.attributes;
    const cut = ({ start, end }: { start: number; end: number }): string => text.slice(start, end);
    assert.equal(cut(root.range), text);
    assert.equal(cut(root.name.range), 'a');
    assert.equal(cut(root.startTag.range), '<a b = "1">');
    assert.equal(root.endTag && cut(root.endTag.range), '</a >');
    assert.equal(attribute && cut(attribute.range), 'b = "1"');
    assert.equal(attribute?.value && cut(attribute.value.range), '1');
    assert.deepEqual(
      root.children.map((node) => [node.kind, cut(node.range)]),
      [
        ['text', 'x'],
        ['comment', '<!--y-->'],
        ['element', '<c/>'],
      ],
    );
  });

  test('decodes references and line ends as XML wants it', () => {
    const { root } = parseDocument(
      '<a b="1&#10;2\r\n3\t&quot;&amp;lt;">x&#13;\r\ny\rz&lt;<![CDATA[&lt;\r\n]]></a>',
    );
    assert.equal(root?.attributes[0]?.value?.text, '1\n2 3 "&lt;');
    assert.deepEqual(
      root?.children.map((node) => ('content' in node ? node.content : '')),
      ['x\r\ny\nz<', '&lt;\n'],
    );
  });

  test('resolves namespaces', () => {
    const { root } = parseDocument('<a xmlns="u"><x:b xmlns:x="v"/><c xmlns=""/></a>');
    const [b, c] = elements(root?.children ?? []);
    assert.equal(root?.namespace, 'u');
    assert.deepEqual([b?.localName, b?.namespace], ['b', 'v']);
    assert.deepEqual([c?.localName, c?.namespace], ['c', '']);
  });

  const outlines: [what: string, text: string, outline: string][] = [
    ['a half-typed tag takes nothing from its siblings', '<a>\n<b\n<c/><d/></a>', 'a(b c d)'],
    ['a half-typed tag before a tag of its own name', '<a><b na\n<b x="1"></b></a>', 'a(b b)'],
    ['a tag without its > keeps the content up to its end tag', '<a\n<b/></a>', 'a(b)'],
    ['nested half-typed tags', '<a><b <c <d/></a>', 'a(b c d)'],
    ['an element without end takes what follows', '<a><b><c/></a>', 'a(b(c))'],
    ['a misspelled end tag ends its element', '<a><b></x><c/></a>', 'a(b c)'],
    [
      'a misspelled end tag ends the element whose name is like it',
      '<r><disk><b><c/></dsik><d/></r>',
      'r(disk(b(c)) d)',
    ],
    ['an end tag too many ends nothing', '<a><b></b></b><c/></a>', 'a(b c)'],
    ['a half-typed end tag ends its element', '<a><b></\n<c/></a>', 'a(b c)'],
    ['a lone < is an element without name', '<a>\n<\n<b/></a>', 'a( b)'],
    ['an unclosed value takes nothing from its siblings', '<a><b c="\n<d e="1"/></a>', 'a(b d)'],
    ['deep slips', '<a><b><c></x></b><d></a>', 'a(b(c) d)'],
  ];
  for (const [what, text, outline] of outlines) {
    test(`is what the author most likely meant: ${what}`, () => {
      const { root } = parseDocument(text);
      assert.equal(root && outlineOf(root), outline);
      assertSound(root?.children ?? [], root);
    });
  }
});

function elements(nodes: readonly XmlNode[]): XmlElement[] {
  return nodes.filter((node) => node.kind === 'element');
}

function outlineOf(element: XmlElement): string {
  const children = elements(element.children).map(outlineOf);
  return element.name.text + (children.length > 0 ? `(${children.join(' ')})` : '');
}

/** Nodes know their parents, and stand in the order of the text. */
function assertSound(nodes: readonly XmlNode[], parent: XmlElement | undefined): void {
  let last = 0;
  for (const node of nodes) {
    assert.equal(node.parent, parent);
    assert(node.range.start >= last);
    last = node.range.end;
    if (node.kind === 'element') assertSound(node.children, node);
  }
}
