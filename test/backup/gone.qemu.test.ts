import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { openRunRecords, parseQmpAddress, settleGone, type RunRecords } from '../../engine';
import { backupXml, deviceFor, fileDisk, folderFor, setUp, startXml, TWO_SLOW_DISKS, until } from './support';
import { stateFor } from '../support/stateFor';

/** A document of one disk, and how its target is written to. */
const targets = {
  'a device': (device: string) =>
    backupXml(
      `<disk name="vda" type="block"><target dev="${device}"/><driver type="qcow2"/></disk>`,
      '<disk name="vdb" backup="no"/>',
    ),
  'a file under its final name': (file: string) =>
    backupXml(fileDisk('vda', file), '<disk name="vdb" backup="no"/>'),
};

for (const [what, xml] of Object.entries(targets))
  test(`of a QEMU that writes to ${what}, nobody says that it has ended, also without its monitor's socket`, async (t) => {
    await stateFor(t);
    const { machine, client, folder } = await setUp(t, TWO_SLOW_DISKS);
    const records: RunRecords = openRunRecords(path.join(await folderFor(t), 'runs'));
    const target = what === 'a device' ? await deviceFor(t, folder, '96M') : path.join(folder, 'a');
    const locality = what === 'a device' ? 'local' : 'remote';
    const run = await startXml(client, xml(target), { locality, records });
    // So it is on this host where QEMU may write to the folder, and this program may not.
    await records.write({ ...(await records.read(run.id))!, locality: 'local' });
    await until(run, ({ current }) => current > 0);
    await run.leave();
    assert.equal((await run.finished).outcome, 'unknown');
    await client.close();
    const [socket = ''] = machine.qmp;
    await rm(socket);
    const settle = () => settleGone(parseQmpAddress(socket), records);
    assert.deepEqual(await settle(), { settled: [], troubles: [] });
    assert.equal((await records.read(run.id))?.state, 'started');
    machine.kill('SIGKILL');
    await machine.ended;
    const { settled } = await settle();
    assert.deepEqual(
      settled.map(({ result }) => [result.run, result.outcome, result.loss]),
      [[run.id, 'unknown', 'gone']],
    );
  });
