import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { bootMachine, type Machine } from '../../scripts/throwawayMachine.mjs';
import { endScene } from './support/endScene';
import { makeFolder, openFile, twoDisks } from './support/documents';
import { endAll } from '../support/endAll';
import { Person, setConnections, waitForRow } from './support/extension';
import { waitFor } from './support/waitFor';

let count = 0;

/** Runs a task of the workspace's `tasks.json` to its end. @returns its exit code */
async function runTask(definition: object): Promise<number | undefined> {
  const label = `task ${(count += 1)}`;
  const [root] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(root);
  const file = vscode.Uri.joinPath(root.uri, '.vscode/tasks.json');
  const tasks = { version: '2.0.0', tasks: [{ label, type: 'domainbackup', ...definition }] };
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(JSON.stringify(tasks)));
  const task = await waitFor(label, async () =>
    (await vscode.tasks.fetchTasks({ type: 'domainbackup' })).find((each) => each.name === label),
  );
  const ended = new Promise<number | undefined>((resolve) => {
    const subscription = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name !== label) return;
      subscription.dispose();
      resolve(exitCode);
    });
  });
  await vscode.tasks.executeTask(task);
  return ended;
}

async function invoke(tool: string, input: object): Promise<string> {
  const result = await vscode.lm.invokeTool(tool, { input, toolInvocationToken: undefined });
  return result.content
    .map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : ''))
    .join('');
}

describe('A good citizen of VS Code', () => {
  let folder: string;
  let machine: Machine;
  let person: Person;

  before(async () => {
    const disk = { format: 'qcow2', size: 8 * 1024 * 1024, data: 0 } as const;
    machine = await bootMachine({
      disks: [
        { ...disk, name: 'vda' },
        { ...disk, name: 'vdb' },
      ],
    });
  });
  after(() =>
    endAll(
      () => machine.stop(),
      async () => {
        const [root] = vscode.workspace.workspaceFolders ?? [];
        if (root)
          await vscode.workspace.fs.delete(vscode.Uri.joinPath(root.uri, '.vscode'), { recursive: true });
      },
    ),
  );
  beforeEach(async () => {
    folder = await makeFolder();
    person = new Person('confirms');
  });
  afterEach(() => endScene({ person, folder }));

  it('checks a closed document in a task, whose problems reach the Problems panel', async () => {
    const wrong = await openFile(folder, 'wrong.domainbackup.xml', `<domainbackup\n  mode='psh'/>\n`);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    assert.equal(await runTask({ command: 'check', file: wrong.uri.fsPath }), 1);
    const problem = await waitFor('the problem', () =>
      vscode.languages.getDiagnostics(wrong.uri).find(({ message }) => /push or pull/.test(message)),
    );
    assert.deepEqual([problem.range.start.line, problem.range.start.character], [1, 8]);
    const right = await openFile(folder, 'right.domainbackup.xml', twoDisks(folder));
    assert.equal(await runTask({ command: 'check', file: right.uri.fsPath }), 0);
    assert.equal(await runTask({ command: 'check', file: path.join(folder, 'none.xml') }), 2);
  });

  it('backs up in a task after the same question, on a connection that the user has configured', async () => {
    await setConnections({ name: 'vm', socket: machine.qmp[0] ?? '' });
    const { uri } = await openFile(folder, 'two.domainbackup.xml', twoDisks(folder));
    assert.equal(await runTask({ command: 'start', file: uri.fsPath, connection: 'vm' }), 0);
    await person.sees(/Back up 2 disks of the machine vm/);
    const targets = (await readdir(folder)).filter((name) => name.endsWith('.backup'));
    assert.deepEqual(targets.toSorted(), ['vda.backup', 'vdb.backup']);
    const second = await runTask({ command: 'start', file: uri.fsPath, connection: 'vm' });
    assert.equal(second, 1, 'the targets exist now');
    await setConnections({ name: 'vm', socket: path.join(folder, 'none.qmp') });
    const unreachable = await runTask({ command: 'start', file: uri.fsPath, connection: 'vm' });
    assert.equal(unreachable, 2, 'as the command line ends');
  });

  it('starts nothing in a task that names a socket, or a connection that the user does not have', async () => {
    const [socket = ''] = machine.qmp;
    const { uri } = await openFile(folder, 'two.domainbackup.xml', twoDisks(folder));
    const start = { command: 'start', file: uri.fsPath };
    assert.equal(await runTask({ ...start, connection: socket }), 2);
    assert.equal(await runTask({ ...start, socket, qmp: socket }), 2);
    assert.deepEqual(person.shown, [], 'the terminal tells; a task waits for no notification');
    assert.deepEqual(await readdir(folder), ['two.domainbackup.xml']);
  });

  it('ends a task whose document is refused at once, without a notification that somebody has to read', async () => {
    await setConnections({ name: 'vm', socket: machine.qmp[0] ?? '' });
    const { uri } = await openFile(folder, 'wrong.domainbackup.xml', '<domainbackup mode="psh"/>');
    const began = Date.now();
    assert.equal(await runTask({ command: 'start', file: uri.fsPath, connection: 'vm' }), 1);
    assert.ok(Date.now() - began > 500, 'VS Code would say that the terminal failed to launch');
    assert.deepEqual(person.shown, []);
  });

  it('starts nothing in a task when the question is dismissed', async () => {
    person.leaves();
    person = new Person('dismisses');
    await setConnections({ name: 'vm', socket: machine.qmp[0] ?? '' });
    const { uri } = await openFile(folder, 'two.domainbackup.xml', twoDisks(folder));
    assert.equal(await runTask({ command: 'start', file: uri.fsPath, connection: 'vm' }), 1);
    assert.deepEqual(await readdir(folder), ['two.domainbackup.xml']);
  });

  it('lets a language model list the machines and check a document, and no more', async () => {
    await setConnections({ name: 'vm', socket: machine.qmp[0] ?? '' });
    await vscode.commands.executeCommand('domainbackup.refresh');
    await waitForRow('connection', 'connected', ({ abilities }) => /connected/.test(abilities));
    const list = await invoke('domainbackup_listBackups', {});
    assert.match(list, /^machine vm: connected\n {2}has disk vda, 8 MiB\n/);
    const problems = await invoke('domainbackup_checkDocument', { xml: `<domainbackup mode='psh'/>` });
    assert.match(problems, /^line 1, column 21: error: .*push or pull/);
    const ours = vscode.lm.tools.filter((tool) => tool.name.startsWith('domainbackup'));
    assert.equal(ours.length, 2);
  });
});
