import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { readDefinition } from '../../engine/document';
import { actionsFor, applied } from './support/actionCheck';

const toCurrent = 'Convert to the current format';
const toRfc = 'Convert to the format of 2017';

const rewrite = (text: string) => actionsFor(text, { only: ['refactor'] });

const conversions: [what: string, title: string, before: string, after: string][] = [
  [
    'disks move into a list, formats to drivers, and a name into a comment',
    toCurrent,
    `<domainbackup>
  <name>before-upgrade</name>
  <!-- kept -->
  <disk name="vda">
    <target file="/a" format="qcow2"/>
  </disk>
  <disk name="vdb" type="block"><target format='qcow2' dev="/dev/b"/></disk>
</domainbackup>
`,
    `<domainbackup>
  <!-- name: before-upgrade -->
  <!-- kept -->
  <disks>
    <disk name="vda" type="file">
      <target file="/a"/>
      <driver type="qcow2"/>
    </disk>
    <disk name="vdb" type="block"><target dev="/dev/b"/><driver type="qcow2"/></disk>
  </disks>
</domainbackup>
`,
  ],
  [
    'a list that is there keeps its lines where they are, and a disk behind it moves into it',
    toCurrent,
    `<domainbackup>
  <disks>
    <disk name="vda" type="file">
      <target file="/a"/>
    </disk>
  </disks>
  <!-- kept -->
  <disk name="vdb">
    <target file="/b" format="qcow2"/>
  </disk>
</domainbackup>
`,
    `<domainbackup>
  <disks>
    <disk name="vda" type="file">
      <target file="/a"/>
    </disk>
    <!-- kept -->
    <disk name="vdb" type="file">
      <target file="/b"/>
      <driver type="qcow2"/>
    </disk>
  </disks>
</domainbackup>
`,
  ],
  [
    'disks around a list move into it',
    toCurrent,
    `<domainbackup>
  <disk name="vdb">
    <target file="/b"/>
  </disk>
  <disks>
    <disk name="vda" type="file">
      <target file="/a"/>
    </disk>
  </disks>
  <disk name="vdc"><target file="/c"/></disk>
  <disks>
    <disk name="vdd"/>
  </disks>
</domainbackup>
`,
    `<domainbackup>
  <disks>
    <disk name="vdb" type="file">
      <target file="/b"/>
    </disk>
    <disk name="vda" type="file">
      <target file="/a"/>
    </disk>
    <disk name="vdc" type="file"><target file="/c"/></disk>
    <disk name="vdd"/>
  </disks>
</domainbackup>
`,
  ],
  [
    'a document on one line stays on it',
    toCurrent,
    '<domainbackup><disk name="vda"><target file="/a"/></disk></domainbackup>',
    '<domainbackup><disks><disk name="vda" type="file"><target file="/a"/></disk></disks></domainbackup>',
  ],
  [
    'a list is dissolved, and drivers become formats',
    toRfc,
    `<domainbackup mode="push">\r
  <disks>\r
    <!-- kept -->\r
    <disk name="vda" backup="yes" type="file">\r
      <target file="/a"/>\r
      <driver type="qcow2"/>\r
    </disk>\r
  </disks>\r
</domainbackup>\r
`,
    `<domainbackup>\r
  <!-- kept -->\r
  <disk name="vda" type="file">\r
    <target file="/a" format="qcow2"/>\r
  </disk>\r
</domainbackup>\r
`,
  ],
  [
    'a format that is written twice is written once',
    toRfc,
    '<domainbackup><name>a</name><disks><disk name="vda" type="file"><target file="/a" format="qcow2"/><driver type="qcow2"/></disk></disks></domainbackup>',
    '<domainbackup><name>a</name><disk name="vda" type="file"><target file="/a" format="qcow2"/></disk></domainbackup>',
  ],
  [
    'a driver without a format gets that of the target',
    toCurrent,
    '<domainbackup><disk name="vda" type="file"><target file="/a" format="qcow2"/><driver/></disk></domainbackup>',
    '<domainbackup><disks><disk name="vda" type="file"><target file="/a"/><driver type="qcow2"/></disk></disks></domainbackup>',
  ],
];

const refusals: [what: string, text: string, reason: RegExp][] = [
  [
    'a disk named by its source',
    '<domainbackup><disk name="/images/a"><target file="/b"/></disk></domainbackup>',
    /"\/images\/a" is named by its source/,
  ],
  ['pull mode', '<domainbackup mode="pull"><server name="localhost"/></domainbackup>', /no pull mode/],
  ['an increment', '<domainbackup><incremental>a</incremental></domainbackup>', /no increments/],
  ['all disks', '<domainbackup/>', /has to list the disks/],
  [
    'a disk that is left out',
    '<domainbackup><disks><disk name="vda"/><disk name="vdb" backup="no"/></disks></domainbackup>',
    /"vda" has no target/,
  ],
  [
    'a raw image',
    '<domainbackup><disks><disk name="vda" type="file"><target file="/a"/><driver type="raw"/></disk></disks></domainbackup>',
    /format "raw"/,
  ],
  [
    'a server',
    '<domainbackup><name>a</name><disks><disk name="vda" type="file"><target file="/a"/></disk></disks><server name="h"/></domainbackup>',
    /no pull mode/,
  ],
  [
    'an export',
    '<domainbackup><name>a</name><disks><disk name="vda" type="file" exportname="x"><target file="/a"/></disk></disks></domainbackup>',
    /has the attribute "exportname"/,
  ],
  [
    'a format that contradicts another',
    '<domainbackup><name>a</name><disks><disk name="vda" type="file"><target file="/a" format="vmdk"/><driver type="qcow2"/></disk></disks></domainbackup>',
    /"vda" has two formats, "vmdk" and "qcow2"/,
  ],
  [
    'what is mixed with more than the dialects',
    '<domainbackup><disk name="vda" exportname="x"><target file="/a"/></disk></domainbackup>',
    /would have other errors/,
  ],
  ['errors', '<domainbackup mode="psh"/>', /has errors/],
];

describe('Between the dialects', () => {
  for (const [what, title, before, after] of conversions) {
    test(what, async () => {
      const { actions } = await rewrite(before);
      const action = actions.find((each) => each.title === title);
      assert.ok(action, JSON.stringify(actions.map((each) => each.title)));
      assert.equal(applied(before, action), after);
    });
  }

  for (const [what, text, reason] of refusals) {
    test(`it is said why ${what} cannot be converted`, async () => {
      const { actions } = await rewrite(text);
      const disabled = actions.filter((each) => each.disabled);
      assert.equal(disabled.length, 1, JSON.stringify(actions));
      assert.match(disabled[0]?.disabled?.reason ?? '', reason);
    });
  }

  test('nothing is converted as a fix either that would lose one of two formats', async () => {
    for (const disks of ['disks', 'domainbackup']) {
      const disk =
        '<disk name="vda" type="file"><target file="/a" format="vmdk"/><driver type="qcow2"/></disk>';
      const inside = disks === 'disks' ? `<name>a</name><disks>${disk}</disks>` : disk;
      const { actions } = await actionsFor(`<domainbackup>${inside}</domainbackup>`);
      assert.deepEqual(
        actions.filter(({ title }) => title.startsWith('Convert')),
        [],
      );
    }
  });

  // None of those of libvirt can be.
  for (const folder of ['test/fixtures/rfc', 'examples']) {
    test(`what can be converted in ${folder} means the same afterwards, and converts back`, async () => {
      let count = 0;
      for (const file of readdirSync(folder)) {
        const text = readFileSync(`${folder}/${file}`, 'utf8');
        const { actions } = await rewrite(text);
        const action = actions.find(({ title, edit }) => edit && [toCurrent, toRfc].includes(title));
        if (!action) continue;
        count += 1;
        const converted = applied(text, action);
        const before = readDefinition(text);
        const after = readDefinition(converted);
        assert.notEqual(after.dialect, before.dialect);
        // A name and a description are the only things that the current dialect has no place for.
        for (const each of [before, after]) {
          delete each.name;
          delete each.description;
        }
        assert.deepEqual({ ...after, dialect: before.dialect }, before, `${file}\n${converted}`);
        const back = (await rewrite(converted)).actions.find(({ edit }) => edit);
        assert.ok(back, file);
      }
      assert.ok(count > 0);
    });
  }
});

describe('A disk of the current dialect', () => {
  const cases: [before: string, after: string][] = [
    ['<disk name="vdb" type="file"><target file="/b"/></disk>', '<disk name="vdb" backup="no"/>'],
    ['<disk name="vdb" backup="yes"/>', '<disk name="vdb" backup="no"/>'],
    ['<disk name="vdb"/>', '<disk name="vdb" backup="no"/>'],
    [
      '<disk name="vdb" type="file"><!-- kept --><target file="/b"/></disk>',
      '<disk name="vdb" backup="no"><!-- kept --></disk>',
    ],
  ];
  for (const [before, after] of cases) {
    test(`can be left out: ${before}`, async () => {
      const around = (disk: string) =>
        `<domainbackup><disks>${disk}<disk name="vda"/></disks></domainbackup>`;
      const { actions } = await actionsFor(around(before), { only: ['refactor.rewrite'], cursor: 30 });
      const action = actions.find(({ title }) => title.startsWith('Leave the disk out'));
      assert.ok(action);
      assert.equal(applied(around(before), action), around(after));
    });
  }

  test('cannot be left out if it is the only one', async () => {
    const text = '<domainbackup><disks><disk name="vda"/></disks></domainbackup>';
    const { actions } = await actionsFor(text, { only: ['refactor.rewrite'], cursor: 30 });
    assert.ok(!actions.some(({ title }) => title.startsWith('Leave the disk out')));
  });
});
