import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { distrust, Person } from './support/extension';
import { makeFolder, openFile, removeFolder, twoDisks, waitForProblems } from './support/documents';
import { waitFor } from './support/waitFor';

const wrong = `<domainbackup mode='psh'>\n  <disks>\n    <dsik name='vda'/>\n  </disks>\n</domainbackup>\n`;

describe('A backup document in the editor', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await makeFolder();
  });
  afterEach(() => removeFolder(folder));

  it('has its problems at the exact place, each with what was expected', async () => {
    const document = await openFile(folder, 'wrong.domainbackup.xml', wrong);
    assert.equal(document.languageId, 'domainbackup');
    const problems = await waitForProblems(document, 2);
    assert.deepEqual(
      problems.map(({ range }) => document.getText(range)),
      ['psh', 'dsik'],
    );
    assert.match(problems[0]?.message ?? '', /push or pull/);
  });

  it('is served in any XML file with that root, and other XML files are left alone', async () => {
    const other = await openFile(folder, 'domain.xml', `<domain type='kvm'/>\n`);
    const document = await openFile(folder, 'backup.xml', wrong);
    assert.equal(document.languageId, 'xml');
    await waitForProblems(document, 2);
    assert.deepEqual(vscode.languages.getDiagnostics(other.uri), []);
  });

  it('loses its problems when they are mended', async () => {
    const document = await openFile(folder, 'wrong.domainbackup.xml', wrong);
    await waitForProblems(document, 2);
    const edit = new vscode.WorkspaceEdit();
    const everything = new vscode.Range(0, 0, document.lineCount, 0);
    edit.replace(document.uri, everything, twoDisks(folder));
    await vscode.workspace.applyEdit(edit);
    await waitForProblems(document, 0);
  });

  it('completes a value', async () => {
    const text = `<domainbackup mode=''></domainbackup>`;
    const document = await openFile(folder, 'new.domainbackup.xml', text);
    const position = document.positionAt(text.indexOf(`'`) + 1);
    const labels = await waitFor('completion of the mode', async () => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        position,
      );
      return list.items.length === 0
        ? undefined
        : list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    });
    assert.deepEqual(
      labels.toSorted((a, b) => a.localeCompare(b)),
      ['pull', 'push'],
    );
  });

  it('explains an element under the pointer', async () => {
    const document = await openFile(folder, 'hover.domainbackup.xml', twoDisks(folder));
    const position = document.positionAt(document.getText().indexOf('disks') + 1);
    const hover = await waitFor('a hover', async () => {
      const [first] = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        position,
      );
      return first;
    });
    assert.ok(hover.contents.length > 0);
  });

  it('offers Start Backup on its root element', async () => {
    const document = await openFile(folder, 'lens.domainbackup.xml', twoDisks(folder));
    const lens = await waitFor('a code lens', async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
      );
      return lenses.find(({ command }) => command?.command === 'domainbackup.start');
    });
    assert.equal(lens.range.start.line, 0);
    assert.deepEqual(lens.command?.arguments, [document.uri.toString()]);
  });

  it('offers no Start Backup, and still to check it, in an untrusted workspace', async () => {
    const document = await openFile(folder, 'untrusted.domainbackup.xml', twoDisks(folder));
    const restore = distrust();
    try {
      const commands = await waitFor('the code lenses', async () => {
        const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
          'vscode.executeCodeLensProvider',
          document.uri,
        );
        return lenses.length > 0 ? lenses.map(({ command }) => command?.command) : undefined;
      });
      assert.deepEqual(commands, ['domainbackup.check']);
    } finally {
      restore();
    }
  });

  it('is said to have no problems by Check Backup, without any machine', async () => {
    await openFile(folder, 'right.domainbackup.xml', twoDisks(folder));
    const person = new Person('dismisses');
    try {
      await vscode.commands.executeCommand('domainbackup.check');
      await person.sees(/No problems in .*right\.domainbackup\.xml/);
    } finally {
      person.leaves();
    }
  });
});
