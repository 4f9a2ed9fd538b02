import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as vscode from 'vscode';
import { waitFor } from './support/waitFor';

// The first of the files in VS Code: what comes later activates the extension.
describe('A window that has just been opened', () => {
  it('has the extension at work without a document or a view of ours, for the sake of backups that it may have to follow', async () => {
    await waitFor('the extension', () =>
      vscode.extensions.getExtension('domainbackup.domainbackup')?.isActive === true ? true : undefined,
    );
  });

  it('has not loaded yet what only documents need', () => {
    const { extensionPath } = vscode.extensions.getExtension('domainbackup.domainbackup') ?? {};
    const loaded = Object.keys(createRequire(__filename).cache).filter((file) =>
      file.startsWith(path.join(extensionPath ?? '-', 'dist')),
    );
    assert.deepEqual(
      loaded.map((file) => path.basename(file)),
      ['extension.js'],
    );
  });
});
