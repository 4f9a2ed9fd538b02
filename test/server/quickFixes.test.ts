import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkDocument, parseDocument, type ProblemCode } from '../../engine/document';
import { problemCodes } from '../../engine/document/problemCodes';
import { stopwatch } from '../support/stopwatch';
import { actionsFor, applied, problemsMade } from './support/actionCheck';
import { guessedFixCases } from './support/guessedFixCases';
import { meaningFixCases } from './support/meaningFixCases';
import { schemaFixCases } from './support/schemaFixCases';
import { formFixCases, list, toFile } from './support/formFixCases';
import { tagFixCases } from './support/tagFixCases';
import { textFixCases } from './support/textFixCases';

const fixCases = [
  ...formFixCases,
  ...schemaFixCases,
  ...meaningFixCases,
  ...guessedFixCases,
  ...tagFixCases,
  ...textFixCases,
];

/** What only its author can mend. */
const withoutFix: ProblemCode[] = [
  'more-problems',
  'not-well-formed',
  'not-xml',
  'unclosed-doctype',
  'missing-text',
  'relative-target',
  'too-many-attributes',
];

function countsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { code } of checkDocument(parseDocument(text))) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

describe('A quick fix', () => {
  for (const [code, before, title, after] of fixCases) {
    test(`mends ${code}: ${title}`, async () => {
      const { actions, diagnostics } = await actionsFor(before);
      const found = actions.find(
        (action) => action.title === title && action.diagnostics?.[0]?.code === code,
      );
      assert.ok(found, `${title} is not among ${JSON.stringify(actions.map((each) => each.title))}`);
      assert.ok(diagnostics.some((each) => JSON.stringify(each) === JSON.stringify(found.diagnostics?.[0])));
      if (after !== '') assert.equal(applied(before, found), after);
      // Whatever is offered, mends its own problem, and makes no other.
      for (const action of actions) {
        const [was, is] = [countsOf(before), countsOf(applied(before, action))];
        const own = String(action.diagnostics?.[0]?.code);
        assert.ok((is.get(own) ?? 0) < (was.get(own) ?? 0), `${action.title} does not mend ${own}`);
        assert.deepEqual(problemsMade(action, before, applied(before, action)), [], action.title);
      }
    });
  }

  test('exists for every problem that can be mended without its author', () => {
    const covered = new Set([...fixCases.map(([code]) => code), ...withoutFix]);
    assert.deepEqual(
      problemCodes.filter((code) => !covered.has(code)),
      [],
    );
  });

  test('that is plainly meant is preferred, others are not', async () => {
    const { actions } = await actionsFor(list('<disk name="vda" backup="yse"/><disk name="vdb"/>'));
    assert.deepEqual(
      actions.map(({ title, isPreferred }) => [title, isPreferred]),
      [
        ['Did you mean "yes"?', true],
        ['Write "no"', undefined],
      ],
    );
    const losing = await actionsFor(list('<disk name="vda" exportname="x"/>'));
    assert.deepEqual(
      losing.actions.map(({ title, isPreferred }) => [title, isPreferred]),
      [
        ['Add mode="pull", then: Add <server>', undefined],
        ['Remove the attribute "exportname"', undefined],
      ],
    );
    const since = await actionsFor(list('<disk name="vda" backupmode="incremental"/>'));
    assert.deepEqual(
      since.actions.map(({ title, isPreferred }) => [title, isPreferred]),
      [
        ['Add incremental="monday"', undefined],
        ['Back up the disk in full', undefined],
      ],
    );
    const short = await actionsFor(list('<disk name="vda" backup="on"/><disk name="vdb"/>'));
    assert.deepEqual(
      short.actions.map(({ isPreferred }) => isPreferred),
      [undefined, undefined],
    );
  });

  test('that would list a disk twice is not preferred', async () => {
    const preferred = async (second: string): Promise<unknown> => {
      const text = `<domainbackup><disks><disk name="vda"/></disks><disks><disk name="${second}"/></disks></domainbackup>`;
      const { actions } = await actionsFor(text);
      return actions.find(({ title }) => title === 'Join it with the first "disks"')?.isPreferred ?? false;
    };
    assert.equal(await preferred('vdb'), true);
    assert.equal(await preferred('vda'), false);
  });

  test('that leaves least wrong comes first among several values', async () => {
    const { actions } = await actionsFor('<domainbackup mode="pull"><server path="/run/s"/></domainbackup>');
    assert.deepEqual(
      actions.map(({ title }) => title).filter((title) => title.startsWith('Add transport')),
      ['Add transport="unix"', 'Add transport="tcp", then: Add name="localhost"'],
    );
  });

  test('looks in the root folder for the file of a document that has no folder', async () => {
    const { actions } = await actionsFor(list(toFile('vda', './a.qcow2')), { uri: 'untitled:Untitled-1' });
    assert.deepEqual(
      actions.map(({ title }) => title),
      ['Write /a.qcow2'],
    );
  });

  const inOtherCase: [before: string, titles: string[]][] = [
    [list('<disk name="vda" backup="No"/><disk name="vdb"/>'), ['Did you mean "no"?', 'Write "yes"']],
    [
      list('<disk name="vda" backup="No" type="file"><target file="/a"/></disk><disk name="vdb"/>'),
      ['Leave the disk out of the backup (backup="no")', 'Write "yes"'],
    ],
    [
      list('<disk name="vda" type="file"><target file="/a"/><driver type="RAW"/></disk>'),
      ['Did you mean "raw"?', 'Write "qcow2"'],
    ],
    [
      list('<disk name="vda" type="Block"><target file="/a"/></disk>'),
      ['Did you mean "block"?', 'Write "file"'],
    ],
  ];
  for (const [before, titles] of inOtherCase) {
    test(`takes a value for what it says in other letters first: ${before}`, async () => {
      const { actions } = await actionsFor(before);
      assert.deepEqual(
        actions.map(({ title }) => title),
        titles,
      );
    });
  }

  test('that is also a way to write it otherwise is in the menu once', async () => {
    const text = list(`${toFile('vda', '/a')}${toFile('vdb', '/a')}`);
    const { actions } = await actionsFor(text, {
      only: ['quickfix', 'refactor'],
      cursor: text.lastIndexOf('/a'),
    });
    const leftOut = actions.filter(({ title }) => title.startsWith('Leave the disk out'));
    assert.deepEqual(
      leftOut.map(({ kind }) => kind),
      ['quickfix'],
    );
  });

  for (const text of [
    list('<disk name="vda"/\n'),
    list('<disk name/>'),
    list('<disk name=/>'),
    list('<disk dev="vda"/>'),
  ]) {
    test(`is not offered twice in other words: ${text}`, async () => {
      const { actions, diagnostics } = await actionsFor(text);
      assert.ok(actions.length > 0);
      for (const { code } of diagnostics) {
        const own = actions.filter((action) => action.diagnostics?.[0]?.code === code);
        const outcomes = own.map((action) => applied(text, action));
        assert.deepEqual(outcomes, [...new Set(outcomes)]);
      }
    });
  }

  test('is offered only for what is at the cursor, and not to a client that takes commands only', async () => {
    const { actions } = await actionsFor('<domainbackup mode="psh"/>', { capabilities: {} });
    assert.deepEqual(actions, []);
  });
});

describe('Fixing all problems that have only one fix', () => {
  const all: [what: string, before: string, after: string][] = [
    [
      'mends slips of form and of names, and leaves the rest',
      '<domainbackup mode=push>\r\n  <dsiks>\r\n    <disk name="vda" type="file"><target file="/a&b"/></disk>\r\n    <disk nmae="vdb" backup="on"></dsik>\r\n',
      '<domainbackup mode="push">\r\n  <disks>\r\n    <disk name="vda" type="file"><target file="/a&amp;b"/></disk>\r\n    <disk name="vdb" backup="on"></disk>\r\n  </disks>\r\n</domainbackup>\r\n',
    ],
    [
      'mends the names even where that shows what else is wrong',
      list('<disk name=vda increment="c1"/><disk name="vdb"/>'),
      list('<disk name="vda" incremental="c1"/><disk name="vdb"/>'),
    ],
    [
      'leaves out only the one fix behind which another slip shows',
      list('<disk name=vda/>disk nmae="vdb"/><disk name=vdc/>'),
      list('<disk name="vda"/>disk nmae="vdb"/><disk name="vdc"/>'),
    ],
    ['has nothing to do in a valid document', '<domainbackup/>', '<domainbackup/>'],
    [
      'mends values that only one other is near to',
      '<domainbackup mode="psh"><disks><disk name="vda" type="fil"><target file="/a"/></disk></disks></domainbackup>',
      '<domainbackup mode="push"><disks><disk name="vda" type="file"><target file="/a"/></disk></disks></domainbackup>',
    ],
    [
      'mends a value of a checkpoint document',
      '<domaincheckpoint><disks><disk name="vda" checkpoint="bitmapp"/></disks></domaincheckpoint>',
      '<domaincheckpoint><disks><disk name="vda" checkpoint="bitmap"/></disks></domaincheckpoint>',
    ],
    [
      'ends an element that has no content before a misspelt one that goes beside it',
      list('\n<disk name="vda" type="file">\n<target file="/a">\n<drver type="qcow2"/>\n</disk>\n'),
      list('\n<disk name="vda" type="file">\n<target file="/a"></target>\n<driver type="qcow2"/>\n</disk>\n'),
    ],
    [
      'writes no space behind the sign that it adds',
      list('<disk name="vda" backup  "yes"/>'),
      list('<disk name="vda" backup="yes"/>'),
    ],
    [
      'writes the right slash in both of its places',
      list('<disk name="vda"\\>\n<disk name="vdb">\n<\\disk>'),
      list('<disk name="vda"/>\n<disk name="vdb">\n</disk>'),
    ],
    [
      'ends nothing before a comment without end',
      list('<disk name="vda" <!-- unfinished type="file">\n</disk>'),
      list('<disk name="vda" <!-- unfinished type="file">\n</disk>'),
    ],
    ['does not guess a value', '<domainbackup mode="pl"/>', '<domainbackup mode="pl"/>'],
    [
      'takes no value for one of two that are near to it',
      list('<disk name="vda" type="file"><target file="/a"/><driver type="vdd"/></disk>'),
      list('<disk name="vda" type="file"><target file="/a"/><driver type="vdd"/></disk>'),
    ],
  ];
  for (const [what, before, after] of all) {
    test(what, async () => {
      const { actions } = await actionsFor(before, { only: ['source.fixAll'] });
      const [action] = actions;
      assert.equal(action?.kind, before === after ? undefined : 'source.fixAll.domainbackup');
      assert.equal(action ? applied(before, action) : before, after);
    });
  }

  test('is not offered unasked', async () => {
    const { actions } = await actionsFor('<domainbackup mode=push/>', { only: ['quickfix', 'refactor'] });
    assert.deepEqual([...new Set(actions.map(({ kind }) => kind))], ['quickfix', 'refactor.rewrite']);
  });

  test('takes no longer than 2 s for a thousand slips', async () => {
    const disks = Array.from({ length: 500 }, (_, index) => `<dsik nmae="vd${index}x"/>`).join('\n');
    const time = stopwatch();
    const { actions } = await actionsFor(list(disks), { only: ['source.fixAll.domainbackup'] });
    const took = time();
    assert.equal(actions.length, 1);
    assert.ok(took < 2000, `${took} ms`);
  });
});
