import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  CodeActionRequest,
  HoverRequest,
  InlayHintRefreshRequest,
  InlayHintRequest,
  MarkupContent,
} from 'vscode-languageserver/node';
import { MachineChangedNotification, MachineDisksRequest, type MachineReport } from '../../server/protocol';
import { stopwatch } from '../support/stopwatch';
import { completions } from './support/completions';
import { withSettings } from './support/configuredClient';
import { atCursor, withRanges } from './support/markedText';
import type { Surroundings, TestClient } from './support/memoryClient';

const uri = 'file:///backups/nightly.xml';
const machine: MachineReport = {
  disks: [
    { name: 'vda', size: 20 * 2 ** 30, format: 'qcow2', source: '/images/a.qcow2', machine: 'web' },
    { name: 'sdb', size: 512 },
    { name: 'vdz' },
  ],
  checkpoints: [
    { name: 'wednesday', detail: 'made today', disks: ['sdb', 'vda'], machine: 'web' },
    { name: 'tuesday', disks: ['vda'] },
  ],
  folders: ['/backup/', '/mnt/nas'],
};
const answers = { initializationOptions: { answers: ['domainbackup/machineDisks'] } };

function connected(
  answer: (asked: { uri: string }) => MachineReport | null | Promise<MachineReport | null>,
): Surroundings {
  return {
    params: answers,
    prepare: ({ connection }) => connection.onRequest(MachineDisksRequest, answer),
  };
}

const list = (disks: string): string => `<domainbackup><disks>${disks}</disks></domainbackup>`;

const cases: [what: string, marked: string, expected: string[]][] = [
  ['disks that are not listed yet', list('<disk name="vdz"/><disk name="|"/>'), ['vda', 'sdb']],
  ['disks in the dialect of 2017', '<domainbackup><disk name=|', ['vda', 'sdb', 'vdz']],
  ['checkpoints of a disk', list('<disk name="sdb" incremental="|"/>'), ['wednesday']],
  [
    'all checkpoints for a disk that is not known',
    list('<disk name="hda" incremental="|"/>'),
    ['wednesday', 'tuesday'],
  ],
  [
    'checkpoints of all disks',
    '<domainbackup><incremental>|</incremental></domainbackup>',
    ['wednesday', 'tuesday'],
  ],
  [
    'target folders, with a name for the file',
    list('<disk name="vda" type="file"><target file="|"/></disk>'),
    ['/backup/vda.qcow2', '/mnt/nas/vda.qcow2'],
  ],
  [
    'an extension that fits the format',
    list('<disk name="vdb" type="file"><target file="|"/><driver type="raw"/></disk>'),
    ['/backup/vdb.img', '/mnt/nas/vdb.img', '/backup/vda.qcow2'],
  ],
  [
    'disks of a checkpoint',
    '<domaincheckpoint><disks><disk name="|"/></disks></domaincheckpoint>',
    ['vda', 'sdb', 'vdz'],
  ],
];

/** What hovering at `|` tells, in a document that is open for that alone. */
async function hoverText(client: TestClient, marked: string): Promise<string> {
  const { text, position } = atCursor(marked);
  await client.open(uri, text);
  const hover = await client.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
  await client.close(uri);
  assert.ok(MarkupContent.is(hover?.contents));
  return hover.contents.value;
}

describe('With a connected machine', () => {
  for (const [what, marked, expected] of cases) {
    test(`completion knows ${what}`, () =>
      withSettings(
        {},
        async ({ client }) => {
          const items = await completions(client, uri, marked);
          assert.deepEqual(
            items.map(({ label }) => label),
            expected,
          );
        },
        connected(() => machine),
      ));
  }

  test('an item tells size, format, source and machine of its disk', () =>
    withSettings(
      {},
      async ({ client }) => {
        const [item] = await completions(client, uri, list('<disk name="|"/>'));
        assert.equal(item?.detail, '20 GiB, qcow2, /images/a.qcow2, running machine web');
      },
      connected(() => machine),
    ));

  test('an item tells when its checkpoint was made, and nothing is invented where there is none', async () => {
    const marked = '<domainbackup><incremental>|</incremental></domainbackup>';
    const found = async (report: MachineReport): Promise<[string, string | undefined][]> => {
      let items: [string, string | undefined][] = [];
      const told = async ({ client }: { client: TestClient }): Promise<void> => {
        items = (await completions(client, uri, marked)).map(({ label, detail }) => [label, detail]);
      };
      await withSettings(
        {},
        told,
        connected(() => report),
      );
      return items;
    };
    assert.deepEqual(await found(machine), [
      ['wednesday', 'checkpoint, made today, running machine web'],
      ['tuesday', 'checkpoint'],
    ]);
    assert.deepEqual(await found({ ...machine, checkpoints: [] }), []);
  });

  test('a fix names the checkpoints that it has, and none where it has none', async () => {
    const text = list('<disk name="vda" backupmode="incremental"/>');
    const titles = async (report: MachineReport): Promise<string[]> => {
      let found: string[] = [];
      const ask = async ({ client }: { client: TestClient }): Promise<void> => {
        await client.open(uri, text);
        const { diagnostics } = await client.report((each) => each.diagnostics.length > 0);
        const [problem] = diagnostics;
        assert.ok(problem?.code === 'missing-checkpoint');
        const answer = await client.connection.sendRequest(CodeActionRequest.type, {
          textDocument: { uri },
          range: problem.range,
          context: { diagnostics, only: ['quickfix'] },
        });
        found = (answer ?? []).map(({ title }) => title);
      };
      await withSettings(
        {},
        ask,
        connected(() => report),
      );
      return found;
    };
    assert.deepEqual(await titles(machine), [
      'Add incremental="wednesday"',
      'Add incremental="tuesday"',
      'Back up the disk in full',
    ]);
    assert.deepEqual(await titles({ ...machine, checkpoints: [] }), ['Back up the disk in full']);
  });

  test('hovering over a disk tells them, too', () =>
    withSettings(
      {},
      async ({ client }) => {
        for (const marked of [list('<disk name="v|da"/>'), list('<di|sk name="vda"/>')]) {
          assert.match(await hoverText(client, marked), /Now: 20 GiB, qcow2, \/images\/a\.qcow2/);
        }
      },
      connected(() => machine),
    ));

  test('hovering over a checkpoint that it has says so, and over another one does not', () =>
    withSettings(
      {},
      async ({ client }) => {
        for (const [marked, expected] of [
          [
            '<domainbackup><incremental>wednes|day</incremental></domainbackup>',
            /Now: checkpoint, made today/,
          ],
          [list('<disk name="vda" incremental="wednes|day"/>'), /made today, running machine web\./],
          ['<domainbackup><incremental>fri|day</incremental></domainbackup>', /^(?![^]*Now:)/],
        ] as const) {
          assert.match(await hoverText(client, marked), expected);
        }
      },
      connected(() => machine),
    ));

  const alike: MachineReport = {
    disks: [
      { name: 'vda', size: 2 ** 30, machine: 'gamma' },
      { name: 'vda', size: 2 ** 31, machine: 'alpha' },
      { name: 'vdb', size: 2 ** 30, machine: 'gamma' },
      { name: 'vdb', size: 2 ** 30, machine: 'alpha' },
      { name: 'vdb', size: 2 ** 30, machine: 'delta' },
    ],
    checkpoints: [],
    folders: [],
  };
  test('of several machines that have such a disk each is told, and each size with its machine', () =>
    withSettings(
      {},
      async ({ client }) => {
        const told = await hoverText(client, list('<disk name="v|da"/>'));
        assert.match(told, /Now: 1 GiB, running machine gamma\.[^]*Now: 2 GiB, running machine alpha\./);
        await client.open(uri, list('<disk name="vda"/><disk name="vdb"/>'));
        const hints = (await hintsOf(client)) ?? [];
        assert.deepEqual(
          hints.map(({ label, tooltip }) => [label, tooltip]),
          [
            ['gamma: 1 GiB, alpha: 2 GiB', '1 GiB, running machine gamma\n2 GiB, running machine alpha'],
            [
              'gamma: 1 GiB, alpha: 1 GiB, +1',
              ['gamma', 'alpha', 'delta'].map((name) => `1 GiB, running machine ${name}`).join('\n'),
            ],
          ],
        );
      },
      connected((asked) => {
        assert.deepEqual(asked, { uri });
        return alike;
      }),
    ));

  const text = list(
    '\n<disk name="vda"/>\n<disk name="sdb"/>\n<disk name="vdz"/>\n<disk name="/images/a.qcow2"/>',
  );
  const everywhere = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
  const hintsOf = ({ connection }: TestClient, range = everywhere) =>
    connection.sendRequest(InlayHintRequest.type, { textDocument: { uri }, range });

  test("each disk's size stands behind its name, as far as it is known", () =>
    withSettings(
      {},
      async ({ client }) => {
        await client.open(uri, text);
        const hints = (await hintsOf(client)) ?? [];
        assert.deepEqual(
          hints.map(({ label }) => label),
          ['20 GiB', '512 B', '20 GiB'],
        );
        const places = hints.map(({ position }) => ({ start: position, end: position }));
        assert.match(withRanges(text, places), /^<disk name="vda"⟧?⟦⟧?/m);
        const some = await hintsOf(client, {
          start: { line: 2, character: 0 },
          end: { line: 3, character: 0 },
        });
        assert.deepEqual(
          some?.map(({ label }) => label),
          ['512 B'],
        );
      },
      connected(() => machine),
    ));

  test('a size has its machine with it where another machine is not known, which may be meant', () =>
    withSettings(
      {},
      async ({ client }) => {
        await client.open(uri, list('<disk name="vda"/>'));
        const [hint] = (await hintsOf(client)) ?? [];
        assert.equal(hint?.label, 'web: 20 GiB');
      },
      connected(() => ({ ...machine, machines: 2 })),
    ));

  test('sizes can be switched off', () =>
    withSettings(
      { inlayHints: { enabled: false } },
      async ({ client }) => {
        await client.open(uri, text);
        assert.deepEqual(await hintsOf(client), []);
      },
      connected(() => machine),
    ));

  test('when the client says that the machine has changed, it is asked to fetch the sizes anew', async () => {
    let refreshed: (() => void) | undefined;
    const asked = new Promise<void>((resolve) => (refreshed = resolve));
    const around = connected(() => machine);
    await withSettings(
      {},
      async ({ client }) => {
        client.connection.onRequest(InlayHintRefreshRequest.type, () => refreshed?.());
        await client.connection.sendNotification(MachineChangedNotification);
        await asked;
      },
      around,
    );
  });

  const useless: [what: string, answer: () => MachineReport | null | Promise<MachineReport | null>][] = [
    ['no machine', () => null],
    ['an error', () => Promise.reject(new Error('not now'))],
    ['no answer in time', () => new Promise(() => undefined)],
    ['nonsense', () => ({ disks: 'all' }) as unknown as MachineReport],
  ];
  for (const [what, answer] of useless) {
    test(`${what} leaves the names out, and is not waited for`, () =>
      withSettings(
        {},
        async ({ client }) => {
          const time = stopwatch();
          const items = await completions(client, uri, list('<disk name="|"/>'));
          assert.deepEqual(
            items.map(({ label }) => label),
            ['vda'],
          );
          const took = time();
          assert.ok(took < 1000, `${took} ms`);
        },
        connected(answer),
      ));
  }
});
