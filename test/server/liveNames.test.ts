import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  CompletionRequest,
  DidChangeWorkspaceFoldersNotification,
  HoverRequest,
  InlayHintRefreshRequest,
  InlayHintRequest,
  MarkupContent,
  type CompletionItem,
} from 'vscode-languageserver/node';
import { MachineChangedNotification, MachineDisksRequest, type MachineReport } from '../../server/protocol';
import { withSettings } from './support/configuredClient';
import { fakeWorkspace } from './support/fakeWorkspace';
import { atCursor, withRanges } from './support/markedText';
import type { Surroundings, TestClient } from './support/memoryClient';

const uri = 'file:///backups/nightly.xml';
const machine: MachineReport = {
  disks: [
    { name: 'vda', size: 20 * 2 ** 30, format: 'qcow2', source: '/images/a.qcow2', machine: 'web' },
    { name: 'sdb', size: 512 },
    { name: 'vdz' },
  ],
  checkpoints: ['monday', 'tuesday'],
  folders: ['/backup/', '/mnt/nas'],
};
const answers = { initializationOptions: { answers: ['domainbackup/machineDisks'] } };

function connected(answer: () => MachineReport | null | Promise<MachineReport | null>): Surroundings {
  return {
    params: answers,
    prepare: ({ connection }) => connection.onRequest(MachineDisksRequest, answer),
  };
}

async function completions(client: TestClient, marked: string): Promise<CompletionItem[]> {
  const { text, position } = atCursor(marked);
  await client.open(uri, text);
  const items = await client.connection.sendRequest(CompletionRequest.type, {
    textDocument: { uri },
    position,
  });
  assert.ok(Array.isArray(items));
  return items.toSorted((one, other) => ((one.sortText ?? '') < (other.sortText ?? '') ? -1 : 1));
}

const list = (disks: string): string => `<domainbackup><disks>${disks}</disks></domainbackup>`;

const cases: [what: string, marked: string, expected: string[]][] = [
  ['disks that are not listed yet', list('<disk name="vdz"/><disk name="|"/>'), ['vda', 'sdb']],
  [
    'disks in the dialect of 2017',
    '<domainbackup><disk name=|',
    ['vda', 'sdb', 'vdz', '/var/lib/libvirt/images/vda.qcow2'],
  ],
  ['checkpoints of a disk', list('<disk name="vda" incremental="|"/>'), ['monday', 'tuesday']],
  [
    'checkpoints of all disks',
    '<domainbackup><incremental>|</incremental></domainbackup>',
    ['monday', 'tuesday'],
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
    ['vda', 'sdb', 'vdz', '/images/vda.qcow2'],
  ],
];

describe('With a connected machine', () => {
  for (const [what, marked, expected] of cases) {
    test(`completion knows ${what}`, () =>
      withSettings(
        {},
        async ({ client }) => {
          const items = await completions(client, marked);
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
        const [item] = await completions(client, list('<disk name="|"/>'));
        assert.equal(item?.detail, '20 GiB, qcow2, /images/a.qcow2, running machine web');
      },
      connected(() => machine),
    ));

  test('hovering over a disk tells them, too', () =>
    withSettings(
      {},
      async ({ client }) => {
        for (const marked of [list('<disk name="v|da"/>'), list('<di|sk name="vda"/>')]) {
          const { text, position } = atCursor(marked);
          await client.open(uri, text);
          const hover = await client.connection.sendRequest(HoverRequest.type, {
            textDocument: { uri },
            position,
          });
          assert.ok(MarkupContent.is(hover?.contents));
          assert.match(hover.contents.value, /Now: 20 GiB, qcow2, \/images\/a\.qcow2/);
          await client.close(uri);
        }
      },
      connected(() => machine),
    ));

  test('hovering over a checkpoint that it has says so, and over another one does not', () =>
    withSettings(
      {},
      async ({ client }) => {
        for (const [marked, expected] of [
          ['<domainbackup><incremental>mon|day</incremental></domainbackup>', /a checkpoint of the running/],
          [list('<disk name="vda" incremental="mon|day"/>'), /a checkpoint of the running/],
          ['<domainbackup><incremental>fri|day</incremental></domainbackup>', /^(?![^]*of the running)/],
        ] as const) {
          const { text, position } = atCursor(marked);
          await client.open(uri, text);
          const hover = await client.connection.sendRequest(HoverRequest.type, {
            textDocument: { uri },
            position,
          });
          assert.ok(MarkupContent.is(hover?.contents));
          assert.match(hover.contents.value, expected);
          await client.close(uri);
        }
      },
      connected(() => machine),
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
          const started = performance.now();
          const items = await completions(client, list('<disk name="|"/>'));
          assert.deepEqual(
            items.map(({ label }) => label),
            ['vda'],
          );
          assert.ok(performance.now() - started < 1000);
        },
        connected(answer),
      ));
  }
});

describe('Without a machine', () => {
  const domain = `<domain type="kvm"><name>web</name><devices>
    <disk type="file" device="disk"><driver name="qemu" type="qcow2"/><source file="/images/web.qcow2"/><target dev="vdq"/></disk>
    <disk type="block"><source dev="/dev/vg/data"/><target dev="vdr"/></disk>
    <disk type="file" device="cdrom"><target dev="sda"/></disk></devices></domain>`;
  const files = {
    '/workspace/machines/web.xml': domain,
    '/workspace/monday.xml': '<domaincheckpoint><name>monday</name></domaincheckpoint>',
    '/workspace/large.xml': `<domain><devices><disk><target dev="vdx"/></disk></devices>${' '.repeat(2 ** 20)}</domain>`,
    '/workspace/other.xml': '<a><domain><devices><disk><target dev="vdy"/></disk></devices></domain></a>',
    '/elsewhere/web.xml': domain.replace('vdq', 'vdn'),
  };
  const workspace = {
    workspaceFolders: [
      { uri: 'file:///workspace', name: 'work' },
      { uri: 'vscode-vfs://x/y', name: 'y' },
    ],
  };

  test('disks come from the domain files of the workspace', async () => {
    const { access } = fakeWorkspace(files);
    await withSettings(
      {},
      async ({ client }) => {
        const items = await completions(client, list('<disk name="|"/>'));
        assert.deepEqual(
          items.map(({ label, detail }) => [label, detail]),
          [
            ['vdq', 'qcow2, /images/web.qcow2, domain web'],
            ['vdr', '/dev/vg/data, domain web'],
            ['vda', 'a disk target such as vda, for example'],
          ],
        );
      },
      { access, params: workspace },
    );
  });

  test('they come from a folder as soon as it is opened, and no longer once it is closed', async () => {
    const { access } = fakeWorkspace(files);
    await withSettings(
      {},
      async ({ client }) => {
        const names = async () =>
          (await completions(client, list('<disk name="|"/>'))).map(({ label }) => label);
        const folder = (path: string) => ({ uri: `file://${path}`, name: path });
        const change = (added: string[], removed: string[]) =>
          client.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, {
            event: { added: added.map(folder), removed: removed.map(folder) },
          });
        assert.deepEqual(await names(), ['vda']);
        await change(['/elsewhere'], []);
        assert.deepEqual(await names(), ['vdn', 'vdr', 'vda']);
        await change(['/workspace'], ['/elsewhere']);
        assert.deepEqual(await names(), ['vdq', 'vdr', 'vda']);
      },
      { access },
    );
  });

  test('checkpoints come from its checkpoint files, which are read again only when they change', async () => {
    const { access, reads, write } = fakeWorkspace(files);
    await withSettings(
      {},
      async ({ client }) => {
        const marked = '<domainbackup><incremental>|</incremental></domainbackup>';
        const labels = async () => (await completions(client, marked)).map(({ label }) => label);
        assert.deepEqual(await labels(), ['monday']);
        const before = reads.length;
        assert.deepEqual(await labels(), ['monday']);
        assert.equal(reads.length, before);
        write('/workspace/monday.xml', '<domaincheckpoint><name>friday</name></domaincheckpoint>');
        assert.deepEqual(await labels(), ['friday', 'monday']);
        assert.deepEqual(reads.slice(before), ['/workspace/monday.xml']);
      },
      { access, params: workspace },
    );
  });

  test('no file is looked at before somebody asks for a name', async () => {
    const { access, reads } = fakeWorkspace(files);
    await withSettings(
      {},
      async ({ client }) => {
        await completions(client, '<domainbackup><|');
        await completions(client, list('<disk |'));
        assert.deepEqual(reads, []);
      },
      { access, params: workspace },
    );
  });

  test('a client that has not said that it answers is not asked', () =>
    withSettings(
      {},
      async ({ client }) => {
        const items = await completions(client, list('<disk name="|"/>'));
        assert.equal(items.length, 1);
      },
      {
        prepare: ({ connection }) =>
          connection.onRequest(MachineDisksRequest, () => assert.fail('the client was asked')),
      },
    ));
});
