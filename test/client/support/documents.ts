import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { waitFor } from './waitFor';

/** A private folder for a test's files. */
export async function makeFolder(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), 'domainbackup-client-'));
}

/** Closes every editor and removes the folder. */
export async function removeFolder(folder: string): Promise<void> {
  try {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes a file and shows it in the active editor. */
export async function openFile(folder: string, name: string, text: string): Promise<vscode.TextDocument> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  const document = await vscode.workspace.openTextDocument(file);
  await vscode.window.showTextDocument(document);
  return document;
}

/** A backup document of two disks with targets in a folder. */
export function twoDisks(folder: string): string {
  const disk = (name: string): string =>
    `    <disk name='${name}' type='file'><target file='${folder}/${name}.backup'/></disk>\n`;
  return `<domainbackup mode='push'>\n  <disks>\n${disk('vda')}${disk('vdb')}  </disks>\n</domainbackup>\n`;
}

/** Waits until a document has this many problems of ours. */
export async function waitForProblems(
  document: vscode.TextDocument,
  count: number,
): Promise<vscode.Diagnostic[]> {
  return waitFor(`${count} problems in ${document.uri.path}`, () => {
    const problems = vscode.languages
      .getDiagnostics(document.uri)
      .filter(({ source }) => source === 'domainbackup');
    return problems.length === count ? problems : undefined;
  });
}
