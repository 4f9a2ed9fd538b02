import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TextEdit, type Position, type Range } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
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
  for (const { range } of service.validate(document)) assertInside(document, range);
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
