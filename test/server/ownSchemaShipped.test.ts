import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { ConfigurationRequest, RegistrationRequest } from 'vscode-languageserver/node';
import { configuringCapabilities } from './support/configuredClient';
import { startStdioServer } from './support/serverProcess';
import { folderFor } from '../support/folderFor';

test('the shipped server can compile a schema of the user', { timeout: 30_000 }, async (t) => {
  const folder = await folderFor(t);
  const rng = 'xmlns="http://relaxng.org/ns/structure/1.0"';
  const own = path.join(folder, 'own.rng');
  await writeFile(own, `<grammar ${rng}><include href="parts.rng"/><start><ref name="a"/></start></grammar>`);
  await writeFile(
    path.join(folder, 'parts.rng'),
    `<grammar ${rng}><define name="a"><element name="domainbackup"><value>red</value></element></define></grammar>`,
  );
  const server = startStdioServer(t);
  const { client } = server;
  client.connection.onRequest(ConfigurationRequest.type, ({ items }) => items.map(() => ({ schema: own })));
  client.connection.onRequest(RegistrationRequest.type, () => undefined);
  await client.initialize(configuringCapabilities);
  await client.open('file:///backups/nightly.xml', '<domainbackup>blue</domainbackup>');
  await client.report(({ diagnostics }) => JSON.stringify(diagnostics).includes('expected red'));
  await server.end();
});
