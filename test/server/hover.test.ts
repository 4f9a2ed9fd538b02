import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HoverRequest, MarkupContent, MarkupKind } from 'vscode-languageserver/node';
import { fullCapabilities, withMemoryClient } from './support/memoryClient';
import { atCursor, withRanges } from './support/markedText';

const uri = 'untitled:Untitled-1';

/** Hovers at the cursor; `range` shows the explained range, `text` is what the explanation has to hold. */
function check(marked: string, range: string, ...texts: RegExp[]): Promise<void> {
  return withMemoryClient(async (client) => {
    const { text, position } = atCursor(marked);
    await client.open(uri, text);
    const params = { textDocument: { uri }, position };
    const hover = await client.connection.sendRequest(HoverRequest.type, params);
    assert.ok(hover?.range !== undefined, 'nothing is explained');
    assert.equal(withRanges(text, [hover.range]), range);
    assert.ok(MarkupContent.is(hover.contents));
    assert.equal(hover.contents.kind, MarkupKind.Markdown);
    for (const expected of texts) assert.match(hover.contents.value, expected);
  });
}

test('an element name is explained', () => check('<domain|backup/>', '<⟦domainbackup⟧/>', /running domain/));

test('the name in an end tag is explained like the one in the start tag', () =>
  check(
    '<domainbackup><disks></di|sks></domainbackup>',
    '<domainbackup><disks></⟦disks⟧></domainbackup>',
    /disks that the backup is about/,
  ));

test('an attribute name is explained with all values that it can have', () =>
  check(
    '<domainbackup m|ode="pull"/>',
    '<domainbackup ⟦mode⟧="pull"/>',
    /Who moves/,
    /`push`: /,
    /`pull`: /,
  ));

test('an attribute whose values are not listed is explained with their kind', () =>
  check(
    '<domainbackup><disks><disk na|me=""/></disks></domainbackup>',
    '<domainbackup><disks><disk ⟦name⟧=""/></disks></domainbackup>',
    /a disk target such as vda/,
  ));

test('a listed value is explained with its own meaning first', () =>
  check('<domainbackup mode="pu|ll"/>', '<domainbackup mode="⟦pull⟧"/>', /^`pull`: [^`]*NBD[^]*Who moves/));

test('a value that is not listed is explained with those that are', () =>
  check('<domainbackup mode="p|sh"/>', '<domainbackup mode="⟦psh⟧"/>', /`push`: /, /`pull`: /));

test("an element's text is explained by its kind and its element", () =>
  check(
    '<domainbackup><incremental> c|kA </incremental></domainbackup>',
    '<domainbackup><incremental> ⟦ckA⟧ </incremental></domainbackup>',
    /Value: the name of a checkpoint/,
    /name of an existing checkpoint/,
  ));

test('names are explained in unfinished text', () =>
  check('<domainbackup><dis|ks', '<domainbackup><⟦disks⟧', /disks that the backup is about/));

const silent = [
  '<!-- domain|backup --><domainbackup/>',
  '<domainbackup> | <disks/></domainbackup>',
  '<domainbackup> a|b <disks/></domainbackup>',
  '<domainbackup><incremental> | </incremental></domainbackup>',
  '<domainbackup><dsi|ks/></domainbackup>',
  '<domainbackup mdoe|="push"/>',
  '<domainbackup mode=|"push"/>',
];
for (const marked of silent) {
  test(`nothing is explained at ${marked}`, () =>
    withMemoryClient(async (client) => {
      const { text, position } = atCursor(marked);
      await client.open(uri, text);
      const params = { textDocument: { uri }, position };
      assert.equal(await client.connection.sendRequest(HoverRequest.type, params), null);
    }));
}

test('a client without Markdown gets the text as it is', () =>
  withMemoryClient(
    async (client) => {
      await client.open(uri, '<domainbackup mode="push"/>');
      const params = { textDocument: { uri }, position: { line: 0, character: 22 } };
      const hover = await client.connection.sendRequest(HoverRequest.type, params);
      assert.ok(MarkupContent.is(hover?.contents));
      assert.equal(hover.contents.kind, MarkupKind.PlainText);
      assert.doesNotMatch(hover.contents.value, /\\/);
    },
    { ...fullCapabilities, textDocument: { hover: { contentFormat: ['plaintext'] } } },
  ));
