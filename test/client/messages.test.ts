import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { choose } from '../../client/reporting/messages';
import { plainText } from '../../client/reporting/plainText';
import { runTitle } from '../../client/reporting/runTitle';
import { machinesText } from '../../client/status/machinesText';
import type { ConnectionNode } from '../../client/store/nodes';
import { endScene } from './support/endScene';
import { Person, setConnections } from './support/extension';
import { makeFolder, openFile, twoDisks } from './support/documents';

/** What VS Code makes a link of in a notification (parseLinkedText in its linkedText.ts). */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

const command = '[Show Log](command:workbench.action.quit)';

describe('A text that comes from outside', () => {
  it('shows no link, whatever it would lead to', () => {
    const texts = [
      command,
      '[x](https://example.org "y")',
      '[a\nb](command:x)',
      '[[x](file:///etc)](command:y)',
    ];
    for (const text of texts) {
      assert.match(text, link);
      assert.doesNotMatch(plainText(text), link);
    }
    assert.equal(plainText(command), '[Show Log] (command:workbench.action.quit)');
  });

  it('shows no icon', () => {
    assert.equal(plainText('$(pass) vm'), '$ (pass) vm');
    assert.equal(runTitle('$(pass)\nvm'), '$ (pass) vm', 'also as the name of a backup in a title');
    const machine = { version: '1', drives: [], checkpoints: [] };
    const node: ConnectionNode = {
      kind: 'connection',
      listing: 'configured',
      connection: { name: '$(pass) vm', socket: '/vm' },
      state: { kind: 'connected', machine },
      runs: [],
    };
    assert.equal(machinesText([node]), '$ (pass) vm is connected', 'nor as that of a connection');
  });

  it('stays on one line, and shows that it has characters which cannot be seen or turn it around', () => {
    assert.equal(plainText('a\r\nb\tc\u2028d'), 'a b c d');
    assert.equal(plainText('a\u0000b\u001B[31mc\u009Bd'), 'a\uFFFDb\uFFFD[31mc\uFFFDd');
    assert.equal(
      plainText('gpj\u202E.exe \u2066x\u2069 \u200Fy \uD800'),
      'gpj\uFFFD.exe \uFFFDx\uFFFD \uFFFDy \uFFFD',
    );
  });

  it('is left alone otherwise', () => {
    const text = 'Sicherung „täglich“ (1 of 2) → /srv/[a]/b (c) 日本 👍🏽 נתונים';
    assert.equal(plainText(text), text);
  });
});

describe('What people are shown', () => {
  let folder: string;
  let person: Person | undefined;

  beforeEach(async () => {
    folder = await makeFolder();
  });
  afterEach(() => endScene({ person, folder }));

  it('has no link in it where a document, or a file, is named like one', async () => {
    await setConnections({ name: 'vm', socket: path.join(folder, 'none.qmp') });
    person = new Person('confirms');
    await openFile(folder, 'wrong.domainbackup.xml', `<domainbackup mode='${command}'/>`);
    await vscode.commands.executeCommand('domainbackup.start');
    await person.sees(/\[Show Log\] \(command:/);
    await openFile(folder, '[x](command:y).domainbackup.xml', twoDisks(folder));
    await vscode.commands.executeCommand('domainbackup.check');
    await person.sees(/No problems in .*\[x\] \(command:y\)/);
  });

  it('has no link in it where a machine is named like one', async () => {
    person = new Person('confirms');
    const value = [{ name: command, socket: '/a' }, { name: command, socket: '/b' }, { name: 'no socket' }];
    const settings = vscode.workspace.getConfiguration('domainbackup');
    await settings.update('connections', value, vscode.ConfigurationTarget.Global);
    const { message } = await person.sees(/Two entries of domainbackup\.connections are named/);
    assert.doesNotMatch(message, link);
  });

  it('has no icon in it where a machine in a list is named like one', async () => {
    const before = vscode.window.showQuickPick;
    const shown: unknown[] = [];
    const stub = async (items: unknown[]): Promise<unknown> => {
      shown.push(...items);
      return items[0];
    };
    Object.assign(vscode.window, { showQuickPick: stub });
    try {
      const choices = [{ label: '$(pass) vm', description: command, value: 7 }];
      assert.equal(await choose('Title', 'Placeholder', choices), 7);
    } finally {
      Object.assign(vscode.window, { showQuickPick: before });
    }
    assert.deepEqual(shown, [{ label: '$ (pass) vm', description: plainText(command), value: 7 }]);
  });
});
