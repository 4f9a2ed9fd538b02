import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InsertTextFormat, MarkupContent, type CompletionItem } from 'vscode-languageserver/node';
import { accepts, offers } from './support/completionCases';
import { itemsAt } from './support/completionCheck';

const open = '<domainbackup>\n';
const disks = '<domainbackup><disks>';
const end = '</disks></domainbackup>';

const formats = 'qcow2,raw';

describe('elements', () => {
  const inside = ['incremental', 'disks', 'name', 'description', 'disk'];
  test('an empty document is offered the roots first', async () => {
    assert.deepEqual((await itemsAt('|')).map(({ label }) => label).slice(0, 4), [
      'domainbackup',
      'domainbackup/',
      'domaincheckpoint',
      'domaincheckpoint/',
    ]);
  });
  accepts('the root comes whole', '|', 'domainbackup', '<domainbackup>\n\t$0\n</domainbackup>');
  accepts('the root comes whole behind <', '<|', 'domainbackup', '<domainbackup>\n\t$0\n</domainbackup>');
  accepts('a half-typed root is replaced', '<doma|', 'domainbackup', '<domainbackup>\n\t$0\n</domainbackup>');
  test('both dialects are offered while nothing decides between them', async () => {
    const labels = (await itemsAt('<domainbackup><|</domainbackup>')).map(({ label }) => label);
    for (const name of inside) assert.ok(labels.includes(name), `${name} is not among ${labels.join(', ')}`);
  });
  test('pull mode needs a server, which comes first', async () => {
    const items = await itemsAt('<domainbackup mode="pull"><|</domainbackup>');
    assert.equal(items[0]?.label, 'server');
  });
  offers('nothing is offered behind the root', '<domainbackup/>\n<|', []);
  offers(
    'nothing is offered where no element may stand',
    `${disks}<disk name="vda" backup="no"><|</disk>${end}`,
    [],
  );
  accepts(
    'required attributes become tab stops',
    `${disks}<|${end}`,
    'disk/',
    `${disks}<disk name="$1"$0/>${end}`,
  );
  accepts(
    'an element that can hold others opens',
    `${disks}<|${end}`,
    'disk',
    `${disks}<disk name="$1">\n\t$0\n</disk>${end}`,
  );
  accepts(
    'an element that needs others inside opens',
    `<domainbackup>\n<di|\n</domainbackup>`,
    'disks',
    `<domainbackup>\n<disks>\n\t$0\n</disks>\n</domainbackup>`,
  );
  accepts(
    'an element that holds text encloses the cursor',
    `<domainbackup><inc|</domainbackup>`,
    'incremental',
    `<domainbackup><incremental>$0</incremental></domainbackup>`,
  );
  accepts(
    'an element without content closes itself',
    '<domainbackup mode="pull"><ser|</domainbackup>',
    'server',
    '<domainbackup mode="pull"><server name="$1"$0/></domainbackup>',
  );
  accepts(
    'a required attribute with listed values becomes a choice',
    `${disks}<disk name="vda" type="block"><dr|</disk>${end}`,
    'driver',
    `${disks}<disk name="vda" type="block"><driver type="\${1|${formats}|}"$0/></disk>${end}`,
  );
  accepts(
    'a required attribute that can have one value only has it',
    `<domainbackup mode="pull"><disks><disk name="vda"><scratch file="/a"/><dr|</disk>${end}`,
    'driver',
    `<domainbackup mode="pull"><disks><disk name="vda"><scratch file="/a"/><driver type="qcow2"$0/></disk>${end}`,
  );
  accepts(
    'a half-typed name before another element is replaced, and the other stays',
    `${disks}<di|\n<disk name="vdb"/>${end}`,
    'disk/',
    `${disks}<disk name="$1"$0/>\n<disk name="vdb"/>${end}`,
  );
  accepts(
    'a name with attributes behind it is replaced alone',
    `${disks}<di|ks name="vda"/>${end}`,
    'disk',
    `${disks}<disk name="vda"/>${end}`,
  );
  accepts(
    'a > that was added to < is replaced along',
    `${disks}<|>${end}`,
    'disk/',
    `${disks}<disk name="$1"$0/>${end}`,
  );
  accepts(
    'elements can be chosen without <',
    `${disks}\n  |\n${end}`,
    'disk/',
    `${disks}\n  <disk name="$1"$0/>\n${end}`,
  );
  accepts(
    'a word is replaced by an element',
    `${disks}\n  di|\n${end}`,
    'disk/',
    `${disks}\n  <disk name="$1"$0/>\n${end}`,
  );
  test('an element is documented in Markdown', async () => {
    const [item] = await itemsAt(`${disks}<|${end}`);
    assert.ok(MarkupContent.is(item?.documentation));
    assert.match(item.documentation.value, /One disk of the domain/);
    assert.equal(item.documentation.kind, 'markdown');
    assert.equal(item.insertTextFormat, InsertTextFormat.Snippet);
  });
  accepts(
    'a client without snippets gets plain text',
    `${disks}<|${end}`,
    'disk/',
    `${disks}<disk name=""/>${end}`,
    { capabilities: {} },
  );
});

describe('end tags', () => {
  accepts('the open element is closed', `${open}<disks></|`, 'disks>', `${open}<disks></disks>`, {
    trigger: '/',
  });
  accepts('a half-typed end tag is replaced', `${disks}</di|`, 'disks>', `${disks}</disks>`);
  const unended = `${disks}<disk name="vda" type="file">\n<driver type="qcow2">\n`;
  offers('a misspelled end tag is replaced by its own', `${unended}</|dsik>${end}`, ['disk>']);
  offers('behind a misspelled end tag, its element has ended', `${unended}</dsik>\n<|${end}`, [
    'disk',
    'disk/',
    'disk to a file',
    'disk to a block device',
    'excluded disk',
  ]);
  accepts('a > that is there is kept', `${disks}</di|>`, 'disks>', `${disks}</disks>`);
  accepts(
    'an unclosed element can be closed behind <',
    `${open}<incremental>x<|`,
    '/incremental>',
    `${open}<incremental>x</incremental>`,
  );
  accepts('an unclosed element can be closed in its text', `${disks}\n|`, '</disks>', `${disks}\n</disks>`);
  test('a closed element is not closed again', async () => {
    const items = await itemsAt(`${disks}|${end}`);
    assert.ok(items.length > 0);
    assert.ok(items.every(({ label }) => !label.includes('/disks')));
  });
});

describe('attributes', () => {
  offers('all that the element can have', '<domainbackup |', ['mode']);
  offers('never one that is there', '<domainbackup mode="push" |>', []);
  test('required ones come first', async () => {
    const [first] = await itemsAt(`${disks}<disk |/>${end}`);
    assert.equal(first?.label, 'name');
  });
  offers('only those that agree with the others', `${disks}<disk name="vda" backup="no" |/>${end}`, [
    'backupmode',
    'incremental',
  ]);
  accepts('a value to choose', '<domainbackup |>', 'mode', '<domainbackup mode="${1|push,pull|}"$0>');
  accepts(
    'a half-typed name is replaced',
    '<domainbackup mo|',
    'mode',
    '<domainbackup mode="${1|push,pull|}"$0',
  );
  accepts(
    'a complete name can go on',
    '<domainbackup mode|>',
    'mode',
    '<domainbackup mode="${1|push,pull|}"$0>',
  );
  accepts('a free value is a tab stop', `${disks}<disk n|`, 'name', `${disks}<disk name="$1"$0`);
  accepts(
    'a value that is there is kept',
    '<domainbackup mo|d="pull"/>',
    'mode',
    '<domainbackup mode="pull"/>',
  );
  accepts('an equals sign that is there is kept', '<domainbackup mo| =', 'mode', '<domainbackup mode =');
  accepts(
    'right before another attribute one is put in',
    `${disks}<disk |name="vda"/>${end}`,
    'type',
    `${disks}<disk type="\${1|file,block|}"$0 name="vda"/>${end}`,
  );
  accepts(
    'half-typed before another element, which stays',
    `${disks}<disk na|\n<disk name="vdb"/>${end}`,
    'name',
    `${disks}<disk name="$1"$0\n<disk name="vdb"/>${end}`,
  );
  accepts('a client without snippets gets plain text', '<domainbackup |', 'mode', '<domainbackup mode=""', {
    capabilities: {},
  });
  offers('a space between tags offers nothing by itself', `${disks} |${end}`, [], { trigger: ' ' });
});

describe('places where nothing can be completed', () => {
  for (const marked of [
    '<!-- | --><domainbackup/>',
    '<?xml | ?><domainbackup/>',
    '<domainbackup <!-- | --> mode="push"/>',
    '<domainbackup mode="push"|/>',
  ]) {
    offers(marked, marked, []);
  }
});

offers(
  'an example is the name of no other disk',
  `${disks}<disk name="vda"/><disk name="|"/><disk name="vdc"/>${end}`,
  ['vdb'],
);

describe('after an item was inserted', () => {
  const options = { suggestCommand: 'show.suggestions' };
  const cases: [marked: string, label: string, goesOn: string | undefined][] = [
    [`${disks}<|${end}`, 'disk to a file', 'show.suggestions'],
    [`${disks}<disk |/>${end}`, 'name', 'show.suggestions'],
    // The editor shows a choice by itself.
    ['<domainbackup |/>', 'mode', undefined],
    ['<domainbackup mode="|"/>', 'push', undefined],
    ['<|', 'domainbackup', undefined],
  ];
  for (const [marked, label, goesOn] of cases) {
    test(`a client that can is told whether to show what may follow: ${label}`, async () => {
      const of = (items: CompletionItem[]) => items.find((item) => item.label === label)?.command?.command;
      assert.equal(of(await itemsAt(marked, { options })), goesOn);
      assert.equal(of(await itemsAt(marked)), undefined);
    });
  }
});
