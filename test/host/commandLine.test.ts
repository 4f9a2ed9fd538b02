import assert from 'node:assert/strict';
import test from 'node:test';
import { parseCommandLine, workbenchAddress } from './commandLine';

test('options take their value after = or as the next argument, and the rest is what to open', () => {
  const line = parseCommandLine(['--user-data-dir', '/data', '/folder', '--extensions-dir=/a=b', '--force']);
  assert.equal(line.value('user-data-dir'), '/data');
  assert.equal(line.value('extensions-dir'), '/a=b');
  assert.equal(line.has('force'), true);
  assert.equal(line.target, '/folder');
});

test('a repeated option keeps all its values in order', () => {
  const line = parseCommandLine(['--extensionDevelopmentPath=/a', '--extensionDevelopmentPath=/b']);
  assert.deepEqual(line.values('extensionDevelopmentPath'), ['/a', '/b']);
});

/** The payload of the address that a command line leads to. */
function payloadOf(...args: string[]): unknown {
  const url = new URL(workbenchAddress('http://127.0.0.1:1', parseCommandLine(args)));
  return JSON.parse(url.searchParams.get('payload') ?? '');
}

test('the tests and the extension under development reach the workbench as remote URIs', () => {
  assert.deepEqual(
    payloadOf('--extensionTestsPath=/out/index.js', '--extensionDevelopmentPath=/an extension'),
    [
      ['skipWelcome', 'true'],
      ['skipReleaseNotes', 'true'],
      ['extensionDevelopmentPath', 'vscode-remote://remote/an%20extension'],
      ['extensionTestsPath', 'vscode-remote://remote/out/index.js'],
      ['debugId', 'code-host'],
    ],
  );
});

test('a folder and a workspace file open as what they are, and nothing as an empty window', () => {
  const opened = (...args: string[]) => {
    const query = new URL(workbenchAddress('http://127.0.0.1:1', parseCommandLine(args))).searchParams;
    return ['folder', 'workspace', 'ew']
      .filter((key) => query.has(key))
      .map((key) => `${key}=${query.get(key)}`);
  };
  assert.deepEqual(opened('/a folder'), ['folder=/a folder']);
  assert.deepEqual(opened('/a.code-workspace'), ['workspace=/a.code-workspace']);
  assert.deepEqual(opened(), ['ew=true']);
});
