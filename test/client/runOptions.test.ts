import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { configuredRunOptions } from '../../client/runOptions';
import { makeFolder, openFile, removeFolder, twoDisks } from './support/documents';
import { endAll } from '../support/endAll';
import { Person, setConnections } from './support/extension';
import { limitSpeed } from './support/largeBackup';

describe('The speed limit in the settings', () => {
  afterEach(() => limitSpeed(undefined));

  it('is what backups start with, and 0 is none', async () => {
    for (const [text, speed] of [
      ['8M', 8 * 2 ** 20],
      [' 1.5 GiB/s', 1.5 * 2 ** 30],
      ['64K', 65536],
      ['65536', 65536],
      ['0', undefined],
    ] as const) {
      await limitSpeed(text);
      assert.equal(configuredRunOptions().speed, speed, text);
    }
    await limitSpeed(undefined);
    assert.equal(configuredRunOptions().speed, undefined, 'where it is not set');
  });

  it('is never dropped where it cannot be used', async () => {
    for (const text of ['8', '8K', '32K', '10000', '0.01M', '63.9K', '0.5', '8T', '-1', 'fast', '']) {
      await limitSpeed(text);
      assert.throws(
        configuredRunOptions,
        ({ message }: Error) =>
          message ===
          `The setting domainbackup.backup.speed is "${text}". Give it at least 64 KiB/s, such as 8M; 0 is no limit.`,
        text,
      );
    }
  });

  it('that cannot be used is told instead of starting a backup', async () => {
    const folder = await makeFolder();
    const person = new Person('confirms');
    try {
      await limitSpeed('8K');
      await setConnections({ name: 'vm', socket: path.join(folder, 'none.qmp') });
      await openFile(folder, 'two.domainbackup.xml', twoDisks(folder));
      await vscode.commands.executeCommand('domainbackup.start');
      await person.sees(
        /^The backup of vm was not started\. The setting domainbackup\.backup\.speed is "8K"\. /,
      );
    } finally {
      await endAll(
        () => person.leaves(),
        () => setConnections(),
        () => removeFolder(folder),
      );
    }
  });
});
