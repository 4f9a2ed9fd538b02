import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  describeAttribute,
  describeElement,
  locate,
  parseDocument,
  possibleAttributes,
  possibleElements,
  possibleText,
  possibleValues,
  type Possibility,
} from '../../engine/document';
import { uncursor } from './support/marked';

/** At the cursor: the elements, attributes or values that may stand there; required ones have a star. */
const cases: [input: string, expected: string][] = [
  ['|', 'domainbackup domaincheckpoint'],
  ['<|', 'domainbackup domaincheckpoint'],
  ['<!-- x -->\n|', 'domainbackup domaincheckpoint'],
  ['<domaincheckpoint>|</domaincheckpoint>', 'name description disks creationTime parent domain'],
  ['<domaincheckpoint><disks><disk |/></disks></domaincheckpoint>', 'name* checkpoint bitmap size'],
  ['<domainbackup/>|', ''],
  ['<domainbackup>|', 'incremental disks name description disk'],
  ['<domainbackup>|</domainbackup>', 'incremental disks name description disk'],
  ['<domainbackup mode="push">|</domainbackup>', 'incremental disks'],
  ['<domainbackup mode="pull">|</domainbackup>', 'server* incremental disks'],
  ['<domainbackup mode="pull"><server name="a"/>|</domainbackup>', 'incremental disks'],
  ['<domainbackup><incremental>a</incremental><|\n</domainbackup>', 'disks'],
  ['<domainbackup><name>x</name><|\n</domainbackup>', 'disk* description'],
  ['<domainbackup><disks>|</disks></domainbackup>', 'disk*'],
  ['<domainbackup><disks><disk name="vda"/>\n<di|\n<disk name="vdb"/></disks></domainbackup>', 'disk'],
  ['<domainbackup><disks><disk name="vda" type="file"><|</disk></disks></domainbackup>', 'target driver'],
  ['<domainbackup><disks><disk name="vda" type="fil"><|</disk></disks></domainbackup>', 'target driver'],
  ['<domainbackup><disks><disk name="vda" backup="no">|</disk></disks></domainbackup>', ''],
  ['<domainbackup><disk name="vda">|</disk></domainbackup>', 'target*'],
  ['<domainbackup>|<disks><disk name="vda"/></disks></domainbackup>', 'incremental'],
  ['<domainbackup><|\n<disks><disk name="vda"/></disks></domainbackup>', 'incremental'],
  ['<domainbackup>|<disk name="vda"><target file="/a"/></disk></domainbackup>', 'name description disk'],
  ['<domainbackup mode="pull">|<server name="a"/></domainbackup>', 'incremental disks'],
  [
    '<domainbackup><di|sks><disk name="vda"/></disks></domainbackup>',
    'incremental disks name description disk',
  ],
  [
    '<domainbackup><disks><disk name="vda" type="file">|<target file="/a"/></disk></disks></domainbackup>',
    'driver',
  ],
  [
    '<domainbackup><disks><disk name="vda" type="file">|<target file="/a"/><driver type="raw"/></disk></disks></domainbackup>',
    '',
  ],
  ['<domainbackup>|<disks/><disk name="vda"/></domainbackup>', 'incremental name description disk'],
  ['<domainbackup><unknown>|</unknown></domainbackup>', ''],
  ['<domainbackup><incremental>|</incremental></domainbackup>', ''],
  ['<domainbackup |', 'mode'],
  ['<domainbackup mode="push" |/>', ''],
  ['<domainbackup><disks><disk |\n</disks></domainbackup>', 'name* backupmode incremental backup type'],
  [
    '<domainbackup><disks><disk name="vda" type="file" |/></disks></domainbackup>',
    'backupmode incremental backup',
  ],
  ['<domainbackup><disks><disk name="vda" backup="no" |/></disks></domainbackup>', 'backupmode incremental'],
  ['<domainbackup><disks><disk backupmode="full" n|\n</disks></domainbackup>', 'name* backup type'],
  [
    '<domainbackup><disks><disk n|ame="vda"/></disks></domainbackup>',
    'name* backupmode incremental backup type',
  ],
  ['<domainbackup mode="pull"><server |/></domainbackup>', 'name* tls transport port socket'],
  ['<domainbackup mode="pull"><server transport="fd" |/></domainbackup>', 'fdgroup* tls'],
  ['<domainbackup mode="pull"><server transport="unix" |/></domainbackup>', 'socket* tls'],
  ['<domainbackup mode="|"/>', 'push pull'],
  ['<domainbackup mode=|/>', 'push pull'],
  ['<domainbackup mode="|\n<disks/></domainbackup>', 'push pull'],
  ['<domainbackup><disks><disk name="|"/></disks></domainbackup>', 'a disk target such as vda (vda)'],
  [
    '<domainbackup><disk name="|"/></domainbackup>',
    'a disk target such as vda (vda), an absolute path (/var/lib/libvirt/images/vda.qcow2)',
  ],
  [
    '<domainbackup><disks><disk name="vda" incremental="x" backupmode="|"/></disks></domainbackup>',
    'incremental',
  ],
  ['<domainbackup mode="pull"><server socket="/s" transport="|"/></domainbackup>', 'unix'],
  [
    '<domainbackup mode="pull"><server name="a"/><disks><disk name="vda"><driver type="|"/></disk></disks></domainbackup>',
    'qcow2',
  ],
  ['<domainbackup colour="|"/>', ''],
];

describe('What may be written at a place', () => {
  for (const [input, expected] of cases) test(input, () => assert.equal(possibleAt(input), expected));

  test('has its documentation', () => {
    const document = parseDocument('<domainbackup mode="push"><disks></disks></domainbackup>');
    assert(document.root);
    const [disks] = possibleElements(document, document.text.indexOf('<disks>'));
    const [mode] = possibleAttributes(document, document.root, document.root.attributes[0]);
    assert.match(mode?.documentation[0] ?? '', /Who moves the data/);
    assert(disks && disks.documentation.length > 0);
    assert(document.root.attributes[0]);
    const { values } = possibleValues(document, document.root.attributes[0]);
    assert(values.every(({ documentation }) => documentation.length > 0));
  });

  test('is text of a kind in some elements', () => {
    const document = parseDocument('<domainbackup><incremental/></domainbackup>');
    const [incremental] = document.root?.children ?? [];
    assert(document.root && incremental?.kind === 'element');
    assert.equal(possibleText(document, document.root), undefined);
    assert.deepEqual(possibleText(document, incremental)?.datatypes, [
      { words: 'the name of a checkpoint', example: 'monday' },
    ]);
  });
});

describe('What is written is described', () => {
  test('by its place', () => {
    const { root } = parseDocument(
      '<domainbackup mode="push" constructor="x"><disks><disk/></disks></domainbackup>',
    );
    const [disks] = root?.children ?? [];
    const [mode, unknown] = root?.attributes ?? [];
    assert(disks?.kind === 'element' && mode && unknown);
    assert.deepEqual(describeElement(disks)?.children, ['disk']);
    assert.deepEqual(
      describeAttribute(mode)?.values.map(({ value }) => value),
      ['push', 'pull'],
    );
    assert.equal(describeAttribute(unknown), undefined);
  });

  test('unless the schema does not know it there', () => {
    const { root } = parseDocument('<disks><disk/></disks>');
    assert.equal(root && describeElement(root), undefined);
  });
});

function possibleAt(input: string): string {
  const { text, offset } = uncursor(input);
  const document = parseDocument(text);
  const place = locate(document, offset);
  if (place.kind === 'attribute-value') {
    const { values, datatypes } = possibleValues(document, place.attribute);
    if (datatypes.length === 0) return values.map(({ value }) => value).join(' ');
    return datatypes.map(({ words, example }) => `${words} (${example})`).join(', ');
  }
  if (place.kind === 'attribute-name')
    return names(possibleAttributes(document, place.element, place.attribute));
  return names(possibleElements(document, offset));
}

function names(possibilities: Possibility[]): string {
  return possibilities.map(({ name, need }) => (need === 'required' ? `${name}*` : name)).join(' ');
}
