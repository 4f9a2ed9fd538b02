import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TextEdit, type Position, type Range } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { finish } from '../../engine/document';
import { abilitiesOf } from '../../server/clientAbilities';
import { createLanguageService } from '../../server/languageService';
import { fullCapabilities } from './support/memoryClient';

const sample = `<?xml version="1.0"?>
<!-- 💾 nightly -->
<domainbackup mode="pull">\r
  <incremental>monday &amp; more</incremental>
  <server transport='unix' socket="/run/backup.sock"/>
  <disks><disk name="vda" backup="no"/><![CDATA[ ]]>
    <disk name="vdb" type = "file" bakcup=yes>
      <scratch file="/var/tmp/
&#x2f;vdb" format><encryption format="luks"><secret type="" uuid=/></encryption></scratch>
    </disk name></disks
</domainbackup>
<more>`;

const service = createLanguageService(abilitiesOf(fullCapabilities));

function check(text: string, offset: number): void {
  const document = TextDocument.create('untitled:1', 'domainbackup', 1, text);
  const position = document.positionAt(offset);
  const hover = service.hover(document, position);
  if (hover?.range !== undefined) assertAround(document, hover.range, position);
  for (const item of service.complete(document, position, undefined)) {
    assert.ok(TextEdit.is(item.textEdit));
    assertAround(document, item.textEdit.range, position);
    assert.equal(item.textEdit.range.start.line, item.textEdit.range.end.line);
  }
  for (const { range } of finish(service.validation(document))) assertInside(document, range);
  checkStructure(document, position);
}

function checkStructure(document: TextDocument, position: Position): void {
  const [selection] = service.selectionRanges(document, [position]) ?? [];
  for (let each = selection; each !== undefined; each = each.parent) {
    assertAround(document, each.range, position);
    if (each.parent !== undefined) assertWithin(document, each.range, each.parent.range);
  }
  const prepared = service.prepareRename(document, position);
  if (prepared !== null && 'placeholder' in prepared) assertAround(document, prepared.range, position);
  const others = [
    ...(service.linkedEditing(document, position)?.ranges ?? []),
    ...service.highlights(document, position).map(({ range }) => range),
    ...service.format(document, { tabSize: 2, insertSpaces: true }).map(({ range }) => range),
  ];
  for (const range of others) assertInside(document, range);
  service.symbols(document).forEach(function each({ range, selectionRange, children = [] }): void {
    assertInside(document, range);
    assertWithin(document, selectionRange, range);
    children.forEach(each);
  });
  for (const { startLine, endLine } of service.foldingRanges(document)) {
    assert.ok(0 <= startLine && startLine < endLine && endLine < document.lineCount);
  }
  service.autoClose(document, position);
}

function assertWithin(document: TextDocument, inner: Range, outer: Range): void {
  assert.ok(document.offsetAt(outer.start) <= document.offsetAt(inner.start));
  assert.ok(document.offsetAt(inner.end) <= document.offsetAt(outer.end));
}

function assertInside(document: TextDocument, { start, end }: Range): void {
  assert.deepEqual(document.positionAt(document.offsetAt(start)), start);
  assert.deepEqual(document.positionAt(document.offsetAt(end)), end);
  assert.ok(document.offsetAt(start) <= document.offsetAt(end));
}

function assertAround(document: TextDocument, range: Range, position: Position): void {
  assertInside(document, range);
  const offset = document.offsetAt(position);
  assert.ok(document.offsetAt(range.start) <= offset && offset <= document.offsetAt(range.end));
}

test('at every position of a broken document there are answers whose ranges hold the position', () => {
  for (let offset = 0; offset <= sample.length; offset += 1) check(sample, offset);
});

test('at the end of everything that is typed on the way to a document there are answers', () => {
  for (let length = 0; length <= sample.length; length += 2) check(sample.slice(0, length), length);
});

test('in a text with anything taken out of its middle there are answers', () => {
  for (let offset = 0; offset < sample.length; offset += 5) {
    check(sample.slice(0, offset) + sample.slice(offset + 7), offset);
  }
});
