import { createServer, type Socket } from 'node:net';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { folderFor } from '../support/folderFor';

export interface Command {
  execute: string;
  arguments?: { id?: number };
  id?: number;
}

/** How a fake agent takes one command: with this answer, in silence, or by hanging up. */
export type Answer = { return: unknown } | { error: { class: string; desc: string } } | 'silence' | 'hang up';

/** What a fake agent has been asked, and whether its guest is frozen. */
export interface FakeAgent {
  socket: string;
  asked: string[];
  state: 'thawed' | 'frozen';
}

const COUNT = 2;

/** What a healthy agent answers (QEMU's guest agent 7.2); the contract holds it to the real one. */
function healthy(agent: FakeAgent, { execute, arguments: args }: Command): Answer {
  const was = agent.state;
  switch (execute) {
    case 'guest-sync-delimited':
      return { return: args?.id };
    case 'guest-fsfreeze-status':
      return { return: agent.state };
    case 'guest-fsfreeze-freeze':
      agent.state = 'frozen';
      return { return: was === 'frozen' ? 0 : COUNT };
    case 'guest-fsfreeze-thaw':
      agent.state = 'thawed';
      return { return: was === 'frozen' ? COUNT : 0 };
    default:
      return { error: { class: 'CommandNotFound', desc: `The command ${execute} has not been found` } };
  }
}

/**
 * A guest agent on a unix socket whose guest is a variable, for the faults that a real one cannot be made to show.
 * @param misbehave what it does instead of what a healthy one does; `undefined` for that
 */
export async function fakeAgent(
  t: Pick<TestContext, 'after'>,
  misbehave: (command: Command, agent: FakeAgent) => Answer | undefined = () => undefined,
): Promise<FakeAgent> {
  const agent: FakeAgent = {
    socket: path.join(await folderFor(t), 'agent.sock'),
    asked: [],
    state: 'thawed',
  };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      // A stray byte is an error to the parser, which begins anew behind it.
      if (chunk.includes(0xff))
        socket.write('{"error": {"class": "GenericError", "desc": "JSON parse error"}}\n');
      const lines = (text + chunk.toString('latin1').replaceAll('\u00ff', '')).split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) take(agent, socket, JSON.parse(line) as Command, misbehave);
    });
  });
  await new Promise<void>((resolve) => server.listen(agent.socket, resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return agent;
}

function take(
  agent: FakeAgent,
  socket: Socket,
  command: Command,
  misbehave: (command: Command, agent: FakeAgent) => Answer | undefined,
): void {
  if (command.execute !== 'guest-sync-delimited')
    agent.asked.push(command.execute.replace('guest-fsfreeze-', ''));
  const answer = misbehave(command, agent) ?? healthy(agent, command);
  if (answer === 'hang up') socket.destroy();
  else if (answer !== 'silence') {
    if (command.execute === 'guest-sync-delimited') socket.write(Buffer.of(0xff));
    socket.write(`${JSON.stringify({ ...answer, ...(command.id !== undefined && { id: command.id }) })}\n`);
  }
}
