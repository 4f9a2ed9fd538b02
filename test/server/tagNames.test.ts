import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  DocumentHighlightRequest,
  LinkedEditingRangeRequest,
  PrepareRenameRequest,
  RenameRequest,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { ask, uri } from './support/ask';
import { withRanges } from './support/markedText';

/** The text with the ranges that are edited together with the place of the cursor. */
async function linked(marked: string): Promise<string | null> {
  const { text, answer } = await ask(marked, (connection, place) =>
    connection.sendRequest(LinkedEditingRangeRequest.type, place),
  );
  return answer && withRanges(text, answer.ranges);
}

async function renamed(marked: string, newName: string): Promise<string | null> {
  const { text, answer } = await ask(marked, (connection, place) =>
    connection.sendRequest(RenameRequest.type, { ...place, newName }),
  );
  const edits = answer?.changes?.[uri];
  return edits === undefined
    ? null
    : TextDocument.applyEdits(TextDocument.create(uri, 'xml', 0, text), edits);
}

describe('the names of start and end tag are edited together', () => {
  const both = '<domainbackup><⟦disks⟧ x=""></⟦disks⟧></domainbackup>';
  const cases: [marked: string, expected: string | null][] = [
    ['<domainbackup><di|sks x=""></disks></domainbackup>', both],
    ['<domainbackup><disks| x=""></disks></domainbackup>', both],
    ['<domainbackup><disks x=""></|disks></domainbackup>', both],
    ['<domainbackup><disks x|=""></disks></domainbackup>', null],
    ['<domainbackup><disks| x=""/></domainbackup>', null],
    ['<domainbackup><di|sk></disks></domainbackup>', null],
    ['<domainbackup><dis|ks>', null],
    ['<domainbackup><!-- <di|sks></disks> --></domainbackup>', null],
  ];
  for (const [marked, expected] of cases) {
    test(marked, async () => assert.equal(await linked(marked), expected));
  }
});

describe('renaming a tag', () => {
  const cases: [title: string, marked: string, newName: string, expected: string | null][] = [
    [
      'changes both ends',
      '<domainbackup><a|>x</a></domainbackup>',
      'disk',
      '<domainbackup><disk>x</disk></domainbackup>',
    ],
    [
      'works from the end tag',
      '<domainbackup><a>x</|a></domainbackup>',
      'b',
      '<domainbackup><b>x</b></domainbackup>',
    ],
    [
      'changes a tag that ends itself',
      '<domainbackup><a| x=""/></domainbackup>',
      'b',
      '<domainbackup><b x=""/></domainbackup>',
    ],
    [
      'makes ends agree that did not',
      '<domainbackup><dsk|></disk></domainbackup>',
      'disk',
      '<domainbackup><disk></disk></domainbackup>',
    ],
    ['changes the start tag where the end tag is missing', '<domainbackup><a|>', 'b', '<domainbackup><b>'],
    [
      'takes a prefix that is declared',
      '<domainbackup xmlns:q="u"><a|/></domainbackup>',
      'q:a',
      '<domainbackup xmlns:q="u"><q:a/></domainbackup>',
    ],
    ['is not offered for attributes', '<domainbackup mo|de="push"/>', 'b', null],
    ['is not offered for text', '<domainbackup>a|b</domainbackup>', 'b', null],
  ];
  for (const [title, marked, newName, expected] of cases) {
    test(title, async () => assert.equal(await renamed(marked, newName), expected));
  }

  for (const newName of ['', '1', 'a b', 'a/', 'a=""', '<', 'a>', ':a', 'a:', 'a:b:c']) {
    test(`refuses ${JSON.stringify(newName)} as a name`, () =>
      assert.rejects(renamed('<domainbackup|/>', newName), /is not a name for an element/));
  }

  test('refuses a prefix that is not declared', () =>
    assert.rejects(renamed('<domainbackup|/>', 'a:b'), /prefix "a" is not declared/));

  test('begins with the present name', async () => {
    const { text, answer } = await ask('<domainbackup></do|mainbackup>', (connection, place) =>
      connection.sendRequest(PrepareRenameRequest.type, place),
    );
    assert.ok(answer && 'placeholder' in answer);
    assert.equal(answer.placeholder, 'domainbackup');
    assert.equal(withRanges(text, [answer.range]), '<domainbackup></⟦domainbackup⟧>');
  });
});

describe('what is named in several places is highlighted in all of them', () => {
  const cases: [title: string, marked: string, expected: string][] = [
    [
      'both names of a tag',
      '<domainbackup><dis|ks></disks><disks/></domainbackup>',
      '<domainbackup><⟦disks⟧></⟦disks⟧><disks/></domainbackup>',
    ],
    [
      "a disk's name",
      '<domainbackup><disks><disk name="v|da"/><disk name="vdb"/><disk name="vda"/></disks></domainbackup>',
      '<domainbackup><disks><disk name="⟦vda⟧"/><disk name="vdb"/><disk name="⟦vda⟧"/></disks></domainbackup>',
    ],
    [
      'a path, also as the source that it must not be',
      '<domainbackup><disk name="/a"><target file="/|a"/></disk><disk name="vda"><target dev="/a"/></disk></domainbackup>',
      '<domainbackup><disk name="⟦/a⟧"><target file="⟦/a⟧"/></disk><disk name="vda"><target dev="⟦/a⟧"/></disk></domainbackup>',
    ],
    [
      'a checkpoint',
      '<domainbackup><incremental> mon|day </incremental><disks><disk name="monday" incremental="monday"/></disks></domainbackup>',
      '<domainbackup><incremental> ⟦monday⟧ </incremental><disks><disk name="monday" incremental="⟦monday⟧"/></disks></domainbackup>',
    ],
    ['nothing for other values', '<domainbackup mode="pu|sh"/>', '<domainbackup mode="push"/>'],
    [
      'nothing for empty values',
      '<domainbackup><disk name="|"/><disk name=""/>',
      '<domainbackup><disk name=""/><disk name=""/>',
    ],
  ];
  for (const [title, marked, expected] of cases) {
    test(title, async () => {
      const { text, answer } = await ask(marked, (connection, place) =>
        connection.sendRequest(DocumentHighlightRequest.type, place),
      );
      assert.equal(withRanges(text, answer?.map(({ range }) => range) ?? []), expected);
    });
  }
});
