import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Machine } from '../../scripts/throwawayMachine.mjs';
import { greeting } from '../qmp/fakeMonitor';
import { endScene } from './support/endScene';
import { makeFolder, openFile, twoDisks } from './support/documents';
import { Person, runsOf, setConnections, connectionRows } from './support/extension';
import { bootTwoDisks } from './support/machine';

const { executeCommand } = vscode.commands;

function manyDisks(count: number): string {
  const disks = Array.from(
    { length: count },
    (_, index) => `<disk name='vdN${index}' type='file'><target file='/backup/vdN${index}'/></disk>\n`,
  );
  return `<domainbackup><disks>\n${disks.join('')}</disks></domainbackup>\n`;
}

describe('A start that would take long', () => {
  let folder: string;
  let person: Person;
  beforeEach(async () => {
    folder = await makeFolder();
    person = new Person('confirms');
  });

  describe('because of 20,000 disks that the machine does not have', () => {
    let machine: Machine;
    beforeEach(async () => {
      machine = await bootTwoDisks();
      await setConnections({ name: 'vm', socket: machine.qmp[0] ?? '' });
    });
    afterEach(() => endScene({ person, machine, folder }));

    it('is refused all the same, with as many of the reasons as anybody reads, and how many more there are', async () => {
      const document = await openFile(folder, 'huge.domainbackup.xml', manyDisks(20_000));
      await executeCommand('domainbackup.start');
      const { message } = await person.sees(/Disk "vdN0" is not on the running machine/);
      assert.match(message, /\(19999 more, the first in the Problems panel, all in the log\)$/);
      const marks = vscode.languages
        .getDiagnostics(document.uri)
        .filter(({ source }) => source === 'backup plan');
      assert.equal(marks.length, 101);
      assert.deepEqual(
        marks.slice(0, 100).map(({ range }) => document.getText(range)),
        Array.from({ length: 100 }, (_, index) => `vdN${index}`),
      );
      assert.equal(marks.at(-1)?.message, 'and 19900 more, which the log names');
    });
  });

  describe('because the monitor says nothing', () => {
    let server: Server;
    const clients = new Set<Socket>();
    beforeEach(async () => {
      server = createServer((socket) => {
        clients.add(socket);
        socket.on('error', () => {});
        socket.write(greeting);
        socket.once('data', () => socket.write('{"return": {}, "id": 1}\r\n'));
      }).listen(path.join(folder, 'silent.qmp'));
      await once(server, 'listening');
      await setConnections({ name: 'silent', socket: path.join(folder, 'silent.qmp') });
    });
    afterEach(async () => {
      for (const client of clients) client.destroy();
      clients.clear();
      server.close();
      await endScene({ person, folder });
    });

    it('can be cancelled, and nothing is said of it then', async () => {
      await openFile(folder, 'two.domainbackup.xml', twoDisks(folder));
      person.stopsProgress();
      await executeCommand('domainbackup.start');
      assert.deepEqual(person.shown, []);
      assert.deepEqual(runsOf((await connectionRows())[0]), []);
    });
  });
});
