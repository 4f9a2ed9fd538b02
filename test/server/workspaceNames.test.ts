import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DidChangeWorkspaceFoldersNotification } from 'vscode-languageserver/node';
import { MachineDisksRequest } from '../../server/protocol';
import { completions } from './support/completions';
import { withSettings } from './support/configuredClient';
import { fakeWorkspace } from './support/fakeWorkspace';

const uri = 'file:///backups/nightly.xml';

const list = (disks: string): string => `<domainbackup><disks>${disks}</disks></domainbackup>`;

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
        const items = await completions(client, uri, list('<disk name="|"/>'));
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
          (await completions(client, uri, list('<disk name="|"/>'))).map(({ label }) => label);
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
        const labels = async () => (await completions(client, uri, marked)).map(({ label }) => label);
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
        await completions(client, uri, '<domainbackup><|');
        await completions(client, uri, list('<disk |'));
        assert.deepEqual(reads, []);
      },
      { access, params: workspace },
    );
  });

  test('a client that has not said that it answers is not asked', () =>
    withSettings(
      {},
      async ({ client }) => {
        const items = await completions(client, uri, list('<disk name="|"/>'));
        assert.equal(items.length, 1);
      },
      {
        prepare: ({ connection }) =>
          connection.onRequest(MachineDisksRequest, () => assert.fail('the client was asked')),
      },
    ));
});
