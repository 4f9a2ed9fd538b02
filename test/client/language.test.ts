import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { parseQmpAddress, QmpClient } from '../../engine';
import { bootMachine, type Machine } from '../../scripts/throwawayMachine.mjs';
import { endScene } from './support/endScene';
import { makeFolder, openFile } from './support/documents';
import { inEarlierWindow } from './support/earlier';
import { setConnections, waitForRow } from './support/extension';
import { waitFor } from './support/waitFor';

describe('Help with the text', () => {
  let folder: string;
  let machine: Machine | undefined;

  beforeEach(async () => {
    folder = await makeFolder();
  });
  afterEach(() => endScene({ machine, folder }));

  it('closes a tag when its start tag is ended', async () => {
    const document = await openFile(folder, 'new.domainbackup.xml', '<domainbackup><disks');
    const editor = vscode.window.activeTextEditor!;
    await waitFor('the language server', () =>
      vscode.languages.getDiagnostics(document.uri).length > 0 ? true : undefined,
    );
    const end = document.positionAt(document.getText().length);
    editor.selection = new vscode.Selection(end, end);
    await vscode.commands.executeCommand('type', { text: '>' });
    const start = '<domainbackup><disks>';
    await waitFor('the closed tag, and the cursor before it', () => {
      const isClosed = document.getText() === `${start}</disks>`;
      return isClosed && document.offsetAt(editor.selection.active) === start.length ? true : undefined;
    });
  });

  it('types over an end tag and a bracket that are there already', async () => {
    const text = '<domainbackup><name>a</name></domainbackup>';
    const document = await openFile(folder, 'over.domainbackup.xml', text.replace('</domainbackup>', ''));
    const editor = vscode.window.activeTextEditor!;
    await waitFor('the language server', () =>
      vscode.languages.getDiagnostics(document.uri).length > 0 ? true : undefined,
    );
    await editor.edit((edit) => edit.insert(document.positionAt(text.length), '</domainbackup>'));
    const typed = async (at: number, keys: string, cursor: number): Promise<void> => {
      editor.selection = new vscode.Selection(document.positionAt(at), document.positionAt(at));
      for (const key of keys) await vscode.commands.executeCommand('type', { text: key });
      await waitFor(`the text as it was, with the cursor behind what ${keys} was typed over`, () => {
        const isThere = document.offsetAt(editor.selection.active) === cursor;
        return document.getText() === text && isThere ? true : undefined;
      });
    };
    await typed(text.indexOf('</name>'), '</', text.indexOf('</domainbackup>'));
    await typed(text.indexOf('>a'), '>', text.indexOf('a</name>'));
  });

  it('completes the names of the disks that the machine has, with what they are', async () => {
    const disk = { format: 'qcow2', size: 8 * 1024 * 1024, data: 0 } as const;
    machine = await bootMachine({
      disks: [
        { ...disk, name: 'vda' },
        { ...disk, name: 'vdb' },
      ],
    });
    await setConnections({ name: 'vm', socket: machine.qmp[0] ?? '' });
    await vscode.commands.executeCommand('domainbackup.refresh');
    await waitForRow('connection', 'connected', ({ abilities }) => abilities.includes('connected'));
    const text = '<domainbackup><disks><disk name=""/></disks></domainbackup>';
    const document = await openFile(folder, 'names.domainbackup.xml', text);
    const place = document.positionAt(text.indexOf('""') + 1);
    const labels = await waitFor('the names of the disks', async () => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        place,
      );
      const found = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      return found.includes('vdb') ? found : undefined;
    });
    assert.ok(labels.includes('vda'));
  });

  it('shows the size of a disk with its machine, beside which there is another one that does not answer', async () => {
    const size = 8 * 1024 * 1024;
    machine = await bootMachine({ disks: [{ name: 'vda', format: 'qcow2', size, data: 0 }] });
    await setConnections(
      { name: 'vm', socket: machine.qmp[0] ?? '' },
      { name: 'gone', socket: path.join(folder, 'none.qmp') },
    );
    await vscode.commands.executeCommand('domainbackup.refresh');
    await waitForRow('connection', 'connected', ({ abilities }) => abilities.includes('connected'));
    const text = '<domainbackup><disks><disk name="vda"/></disks></domainbackup>';
    const document = await openFile(folder, 'sizes.domainbackup.xml', text);
    const whole = new vscode.Range(new vscode.Position(0, 0), document.positionAt(text.length));
    const sizes = (): Promise<string[]> =>
      waitFor('the sizes', async () => {
        const { executeCommand } = vscode.commands;
        const hints = await executeCommand<vscode.InlayHint[]>(
          'vscode.executeInlayHintProvider',
          document.uri,
          whole,
        );
        return hints.length > 0
          ? hints.map(({ label }) => (typeof label === 'string' ? label : ''))
          : undefined;
      });
    assert.deepEqual(await sizes(), ['vm: 8 MiB']);
    await setConnections({ name: 'vm', socket: machine.qmp[0] ?? '' });
    await vscode.commands.executeCommand('domainbackup.refresh');
    assert.deepEqual(await sizes(), ['8 MiB']);
  });

  it('completes the names of the checkpoints that the machine has, the newest first, and no bitmaps', async () => {
    machine = await bootMachine({
      disks: [{ name: 'vda', format: 'qcow2', size: 8 * 1024 * 1024, data: 0 }],
    });
    const socket = machine.qmp[0] ?? '';
    for (const name of ['monday', 'tuesday']) {
      const full = path.join(folder, `${name}.xml`);
      const target = `<target file='${folder}/${name}.qcow2'/>`;
      await writeFile(
        full,
        `<domainbackup><disks><disk name='vda' type='file'>${target}</disk></disks></domainbackup>`,
      );
      await inEarlierWindow(folder, 'start', full, '--qmp', socket, '--checkpoint', name);
      // Which of two is newer is known to the second.
      const ended = Math.floor(Date.now() / 1000);
      await waitFor('another second', () => (Date.now() / 1000 >= ended + 1 ? true : undefined));
    }
    const client = await QmpClient.connect(parseQmpAddress(socket));
    const node = machine.disks[0]?.node ?? '';
    await client.execute('block-dirty-bitmap-add', { node, name: 'libvirts', persistent: true });
    await client.close();
    await setConnections({ name: 'vm', socket });
    await vscode.commands.executeCommand('domainbackup.refresh');
    await waitForRow('checkpoint', 'tuesday', ({ label }) => label === 'tuesday');
    const text = '<domainbackup><incremental></incremental></domainbackup>';
    const document = await openFile(folder, 'increment.domainbackup.xml', text);
    const place = document.positionAt(text.indexOf('</incremental>'));
    const items = await waitFor('the names of the checkpoints', async () => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        place,
      );
      return list.items.length > 0 ? list.items : undefined;
    });
    assert.deepEqual(
      items.map(({ label }) => label),
      ['tuesday', 'monday'],
    );
    for (const { detail } of items)
      assert.match(detail ?? '', /^checkpoint, made .*, .* changed since, running machine vm$/);
  });

  it('offers whole documents in an empty XML file of any name', async () => {
    const document = await openFile(folder, 'empty.xml', '');
    await waitFor('the documents', async () => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        new vscode.Position(0, 0),
      );
      return list.items.some(({ label }) => label === 'backup to a file') ? true : undefined;
    });
  });

  it('links each problem to its explanation', async () => {
    const document = await openFile(folder, 'wrong.domainbackup.xml', `<domainbackup mode='psh'/>`);
    const [problem] = await waitFor('the problem', () => {
      const found = vscode.languages.getDiagnostics(document.uri);
      return found.length > 0 ? found : undefined;
    });
    const code = problem?.code;
    assert.ok(typeof code === 'object' && code.value === 'invalid-value');
    const [command = '', query = ''] = code.target.toString(true).replace('command:', '').split('?');
    await vscode.commands.executeCommand(command, JSON.parse(query));
    await waitFor('the page', () =>
      /problems/i.test(vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? '') ? true : undefined,
    );
  });

  it('offers to mend a wrong value', async () => {
    const text = `<domainbackup mode='psh'/>`;
    const document = await openFile(folder, 'mend.domainbackup.xml', text);
    const range = new vscode.Range(document.positionAt(20), document.positionAt(23));
    await waitFor('the problem', () =>
      vscode.languages.getDiagnostics(document.uri).length > 0 ? true : undefined,
    );
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
    );
    const fix = actions.find(({ edit, title }) => edit !== undefined && title.includes('push'));
    assert.ok(fix?.edit, actions.map(({ title }) => title).join('; '));
    await vscode.workspace.applyEdit(fix.edit);
    assert.equal(document.getText(), `<domainbackup mode='push'/>`);
  });
});
