import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkDocument, parseDocument, readDefinition } from '../../engine/document';

const most = 1000;

describe('Of more problems than anybody reads', () => {
  const cases: [what: string, text: string, closing: string][] = [
    [
      'slips of form, which are all counted',
      `<domainbackup><incremental>${'& '.repeat(2500)}</incremental></domainbackup>`,
      'and 1500 more problems; they are shown when there are fewer than 1000',
    ],
    [
      'values that the schema refuses',
      `<domainbackup><disks>${'<disk name="vda" backup="on"/>\n'.repeat(5000)}</disks></domainbackup>`,
      'and more problems, which were not looked for; they are shown when there are fewer than 1000',
    ],
    [
      'disks that are listed twice',
      `<domainbackup><disks>${'<disk name="vda"/>'.repeat(1200)}</disks></domainbackup>`,
      'and 199 more problems; they are shown when there are fewer than 1000',
    ],
  ];
  for (const [what, text, message] of cases) {
    test(`the first are listed in order, and a last one speaks of the others: ${what}`, () => {
      const problems = checkDocument(parseDocument(text));
      const closing = problems.at(-1);
      assert.equal(problems.length, most + 1);
      assert.deepEqual(
        [closing?.code, closing?.severity, closing?.message],
        ['more-problems', 'warning', message],
      );
      const starts = problems.map(({ range }) => range.start);
      assert.deepEqual(
        starts,
        starts.toSorted((one, other) => one - other),
      );
      assert.throws(() => readDefinition(text), { name: 'DocumentError' });
    });
  }

  test('none is left out as long as there are a thousand', () => {
    const text = `<domainbackup><disks>${'<disk name="vda"/>'.repeat(most + 1)}</disks></domainbackup>`;
    const problems = checkDocument(parseDocument(text));
    assert.deepEqual(new Set(problems.map(({ code }) => code)), new Set(['duplicate-disk']));
    assert.equal(problems.length, most);
  });

  test('what follows in a text that is nothing but slips, a quarter of a million of them, is not read', () => {
    const text = `<domainbackup>${'<'.repeat(1e6)}</domainbackup>`;
    const document = parseDocument(text);
    assert.equal(document.extent, 'partial');
    assert.ok((document.root?.children.length ?? 0) <= 250_000);
    assert.match(
      checkDocument(document).at(-1)?.message ?? '',
      /^and more problems, which were not looked for/,
    );
    assert.throws(() => readDefinition(text), { name: 'DocumentError' });
  });

  test('what follows more than ten thousand attributes of one tag is not read, and no backup starts from it', () => {
    // Namespaces may be declared at will, so nothing else is wrong with these.
    const declarations = (count: number): string =>
      Array.from({ length: count }, (_, index) => ` xmlns:p${index}="u"`).join('');
    const textWith = (count: number): string =>
      `<domainbackup><disks><disk name="vda"${declarations(count)}/><disk name="vda"/></disks></domainbackup>`;
    const document = parseDocument(textWith(20_000));
    assert.equal(document.extent, 'partial');
    const told = checkDocument(document).map(({ code, message }) => `${code}: ${message}`);
    assert.deepEqual(told, [
      'too-many-attributes: element "disk" has more than 10000 attributes; what follows them is not read',
      'more-problems: and more problems, which were not looked for; they are shown when there are fewer than 1000',
    ]);
    assert.throws(() => readDefinition(textWith(20_000)), { name: 'DocumentError' });
    const codes = checkDocument(parseDocument(textWith(9_000))).map(({ code }) => code);
    assert.deepEqual(codes, ['duplicate-disk']);
  });

  test('a text of any length is read to its end as long as it has fewer', () => {
    const text = `<domainbackup>${'<a/>'.repeat(300_000)}</domainbackup>`;
    const document = parseDocument(text);
    assert.equal(document.extent, 'whole');
    assert.equal(document.root?.children.length, 300_000);
  });

  test('the rest costs next to nothing: a text of a quarter of a million slips is checked in no time', () => {
    const took = timeFor('<a b=&>'.repeat(83_300));
    assert.ok(took < 4000, `${took} ms`);
  });

  test('a list of elements that are all unknown costs about what one of disks does', () => {
    const listOf = (element: string): string =>
      `<domainbackup><disks>${element.repeat(900)}</disks></domainbackup>`;
    const least = (text: string): number => Math.min(...Array.from({ length: 5 }, () => timeFor(text)));
    const known = least(listOf('<disk name="vda" type="file"><target file="/a"/></disk>'));
    const unknown = least(listOf('<volume name="vda" type="file"><path file="/a"/></volume>'));
    // Twice at most where nothing else runs; each asked anew for all others it was six times and more.
    assert.ok(unknown < 4 * known, `${unknown} ms, and ${known} ms for disks`);
  });
});

/** What it takes to check a text, in ms of processor time, whatever else the host does. */
function timeFor(text: string): number {
  const before = process.cpuUsage();
  const problems = checkDocument(parseDocument(text));
  const { user, system } = process.cpuUsage(before);
  const took = (user + system) / 1000;
  assert.ok(problems.length >= 899, `${problems.length} problems`);
  return took;
}
