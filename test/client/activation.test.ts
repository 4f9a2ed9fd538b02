import * as vscode from 'vscode';
import { waitFor } from './support/waitFor';

// The first of the files in VS Code: what comes later activates the extension.
describe('A window that has just been opened', () => {
  it('has the extension at work without a document or a view of ours, for the sake of backups that it may have to follow', async () => {
    await waitFor('the extension', () =>
      vscode.extensions.getExtension('domainbackup.domainbackup')?.isActive === true ? true : undefined,
    );
  });
});
