import { fork, spawn, type ChildProcess, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { TestContext } from 'node:test';
import {
  createProtocolConnection,
  ExitNotification,
  IPCMessageReader,
  IPCMessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { TestClient } from './memoryClient';

/** The bundle that is shipped; tests run in the project's root. */
export const serverBundle = path.resolve('dist/server.js');

/** The shipped server in a process of its own. */
export interface ServerProcess {
  client: TestClient;
  /** What the process wrote to stderr so far. */
  errors(): string;
  /** Ends it as an editor does, and gives its exit code; null: it was killed. */
  end(): Promise<number | null>;
}

/** Starts the shipped server; it is gone when the test is, however that ends. */
export function startStdioServer(t: TestContext, ...nodeArguments: string[]): ServerProcess {
  const process = spawnNode(t, [...nodeArguments, serverBundle, '--stdio']);
  const errors = collect(process);
  const client = new TestClient(
    createProtocolConnection(new StreamMessageReader(process.stdout), new StreamMessageWriter(process.stdin)),
  );
  t.after(() => client.connection.dispose());
  return { client, errors, end: () => end(process, client) };
}

/** Starts the shipped server as the extension does, with Node's own channel between the two. */
export function startIpcServer(t: TestContext): ServerProcess {
  const process = fork(serverBundle, ['--node-ipc'], { silent: true, env, execArgv: [] });
  killAfter(t, process);
  const errors = collect(process);
  const client = new TestClient(
    createProtocolConnection(new IPCMessageReader(process), new IPCMessageWriter(process)),
  );
  t.after(() => client.connection.dispose());
  return { client, errors, end: () => end(process, client) };
}

async function end(process: ChildProcess, client: TestClient): Promise<number | null> {
  const exit = once(process, 'close');
  await client.shutdown();
  await client.connection.sendNotification(ExitNotification.type);
  const [code] = await exit;
  return code;
}

/** Runs a Node process to its end and gives what it wrote to stderr. */
export async function runNode(t: TestContext, nodeArguments: string[]): Promise<string> {
  const process = spawnNode(t, nodeArguments);
  const errors = collect(process);
  await once(process, 'close');
  return errors();
}

// The test runner's own options would make the process load more than the program.
const env = { ...process.env, NODE_OPTIONS: '' };

function spawnNode(t: TestContext, nodeArguments: string[]): ChildProcessWithoutNullStreams {
  const started = spawn(process.execPath, nodeArguments, { env });
  killAfter(t, started);
  return started;
}

function killAfter(t: TestContext, started: ChildProcess): void {
  t.after(async () => {
    if (started.exitCode !== null || started.signalCode !== null) return;
    const gone = once(started, 'close');
    started.kill('SIGKILL');
    await gone;
  });
}

function collect({ stderr }: ChildProcess): () => string {
  const chunks: string[] = [];
  stderr?.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  return () => chunks.join('');
}
