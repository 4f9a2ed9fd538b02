import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { PlanError, planBackup, readDefinition, type PlanFinding, type QmpClient } from '../../engine';
import {
  assertNothingLeft,
  backupXml,
  deviceFor,
  fileDisk,
  setUp,
  startXml,
  TWO_SLOW_DISKS,
} from './support';

async function refusal(client: QmpClient, xml: string): Promise<readonly PlanFinding[]> {
  try {
    await planBackup(client, readDefinition(xml), { locality: 'local' });
  } catch (error) {
    if (error instanceof PlanError) return error.findings;
    throw error;
  }
  throw new Error('the plan was accepted');
}

test('a plan names the node, the source, the size and the target of each disk, and touches nothing', async (t) => {
  const { machine, client, folder } = await setUp(t);
  const target = path.join(folder, 'a');
  const plan = await planBackup(client, readDefinition(backupXml(fileDisk('vda', target))), {
    locality: 'local',
  });
  const [disk] = plan.disks;
  assert.deepEqual(plan.machine, { name: 'guest1', version: machine.version });
  assert.equal(disk?.node, machine.disks[0]!.node);
  assert.equal(disk.source, machine.disks[0]!.path);
  assert.equal(disk.size, 64 * 1024 * 1024);
  assert.deepEqual(disk.target, {
    type: 'file',
    path: target,
    format: 'qcow2',
    writtenTo: `${target}.${plan.run}.partial`,
  });
  assert.deepEqual(await readdir(folder), []);
  await assertNothingLeft(client);
});

test('everything that stands against a backup is told at once', async (t) => {
  const { machine, client, folder } = await setUp(t);
  const existing = path.join(folder, 'existing');
  await writeFile(existing, 'precious');
  const findings = await refusal(
    client,
    backupXml(fileDisk('vda', existing), fileDisk('vdx', path.join(folder, 'x'))),
  );
  assert.deepEqual(
    findings.map(({ disk, code }) => [disk, code]),
    [
      ['vdx', 'unknown-disk'],
      ['vda', 'target-exists'],
    ],
  );
  const [unknown, exists] = findings;
  assert.match(
    unknown!.message,
    /^Disk "vdx" is not on the running machine; its disks are: vda \(.*\); vdb \(.*\)\.$/,
  );
  assert.ok(unknown!.message.includes(machine.disks[0]!.path));
  assert.equal(
    exists!.message,
    `Disk "vda": "${existing}" exists already, and nothing existing is overwritten; choose another target or move it away.`,
  );
  assert.equal(await readFile(existing, 'utf8'), 'precious');
});

for (const [what, xml, message] of [
  [
    'pull mode',
    '<domainbackup mode="pull"><server name="localhost" port="10809"/></domainbackup>',
    /Pull backups/,
  ],
  [
    'encryption',
    `<domainbackup><disks><disk name="vda" type="file"><target file="/nowhere/a">
       <encryption format="luks"><secret type="passphrase" usage="x"/></encryption></target></disk></disks></domainbackup>`,
    /Disk "vda": encrypted targets/,
  ],
] as const) {
  test(`${what} is refused by name before anything is touched`, async (t) => {
    const { client } = await setUp(t);
    const findings = await refusal(client, xml);
    assert.match(findings[0]!.message, message);
    await assertNothingLeft(client);
  });
}

test('a folder that is missing, a link that points nowhere and a file that is no device are each told apart', async (t) => {
  const { client, folder } = await setUp(t);
  const link = path.join(folder, 'link');
  await symlink(path.join(folder, 'nowhere'), link);
  const file = path.join(folder, 'file');
  await writeFile(file, '');
  const cases: [string, string, string][] = [
    [
      fileDisk('vda', path.join(folder, 'missing', 'a')),
      'folder-missing',
      `"${path.join(folder, 'missing')}"`,
    ],
    [fileDisk('vda', path.join(file, 'a')), 'folder-missing', `"${file}" is not a folder`],
    [fileDisk('vda', link), 'target-exists', `"${link}"`],
    [
      `<disk name="vda" type="block"><target dev="${file}"/></disk>`,
      'not-a-device',
      `"${file}" is not a block device`,
    ],
    // Of a file the document's check says so.
    [
      `<disk name="vda" type="block"><target dev="${folder}/none/"/></disk>`,
      'target-is-folder',
      `"${folder}/none/"`,
    ],
    [
      `<disk name="vda" type="block"><target dev="${folder}/none"/></disk>`,
      'device-missing',
      'does not exist',
    ],
  ];
  for (const [disk, code, words] of cases) {
    const [finding] = await refusal(client, backupXml(disk));
    assert.equal(finding!.code, code, finding!.message);
    assert.ok(finding!.message.includes(words), finding!.message);
  }
});

test('a path of Windows is refused: to QEMU here it would be relative', async (t) => {
  const { client } = await setUp(t);
  // Of a document its check says so already.
  const definition = readDefinition(backupXml(fileDisk('vda', '/backup/a.qcow2')));
  const [disk] = definition.disks;
  assert.ok(typeof disk === 'object');
  disk.target.path = 'C:\\backup\\a.qcow2';
  const planned = planBackup(client, definition, { locality: 'local' });
  await assert.rejects(
    planned,
    (error) => error instanceof PlanError && error.findings[0]?.code === 'relative-target',
  );
});

test('a block device that is too small is refused', async (t) => {
  const { client, folder } = await setUp(t);
  const device = await deviceFor(t, folder, '16M');
  const [finding] = await refusal(
    client,
    backupXml(`<disk name="vda" type="block"><target dev="${device}"/></disk>`),
  );
  assert.equal(finding!.code, 'device-too-small', finding!.message);
  assert.match(finding!.message, /has 16777216 bytes, and the disk needs 67108864; choose a larger device/);
});

test('a link to an image of the machine is refused as a target', async (t) => {
  const { machine, client, folder } = await setUp(t);
  const link = path.join(folder, 'link');
  await symlink(machine.disks[1]!.path, link);
  const [finding] = await refusal(client, backupXml(fileDisk('vda', link)));
  assert.equal(finding!.code, 'target-in-use', finding!.message);
});

test('the image of any of the machine’s disks is refused as a target', async (t) => {
  const { machine, client } = await setUp(t);
  const [finding] = await refusal(client, backupXml(fileDisk('vda', machine.disks[1]!.path)));
  assert.equal(finding!.code, 'target-in-use');
});

test('one disk under two names, and one target spelled in two ways, are found', async (t) => {
  const { machine, client, folder } = await setUp(t);
  await mkdir(path.join(folder, 'sub'));
  const xml = `<domainbackup>
    <disk name="vda"><target file="${folder}/a"/></disk>
    <disk name="${machine.disks[0]!.path}"><target file="${folder}/sub/../a"/></disk>
  </domainbackup>`;
  // The document's own check finds the equal targets; the plan is asked as if it had not.
  const definition = readDefinition(xml.replace('sub/../a', 'b'));
  if (definition.disks !== 'all') definition.disks[1]!.target.path = `${folder}/sub/../a`;
  await assert.rejects(planBackup(client, definition, { locality: 'local' }), (error) => {
    assert.ok(error instanceof PlanError);
    assert.deepEqual(
      error.findings.map(({ code }) => code),
      ['disk-listed-twice', 'target-used-twice'],
    );
    return true;
  });
});

test('a disk that is being backed up already is refused', async (t) => {
  const { client, folder } = await setUp(t, TWO_SLOW_DISKS);
  const backup = await startXml(client, backupXml(fileDisk('vda', path.join(folder, 'a'))));
  const [finding] = await refusal(client, backupXml(fileDisk('vda', path.join(folder, 'b'))));
  assert.equal(finding!.code, 'backup-running', finding!.message);
  const by = finding!.parts?.find((part) => typeof part !== 'string');
  assert.deepEqual(by, { lead: ' by backup ', run: backup.id });
  await backup.cancel();
  await backup.finished;
});

test('an empty drive is refused by name, and left out of "all disks"', async (t) => {
  const { client, folder } = await setUp(t, {
    disks: [{ name: 'vda', format: 'qcow2', size: 1024 * 1024, data: 0 }],
    extraArgs: [
      '-device',
      'virtio-scsi-pci',
      '-drive',
      'if=none,id=drive-sata0-0-0',
      '-device',
      'scsi-cd,drive=drive-sata0-0-0,id=sata0-0-0',
    ],
  });
  const [finding] = await refusal(client, backupXml(fileDisk('sda', path.join(folder, 'a'))));
  assert.equal(finding!.code, 'no-medium', finding!.message);
  const plan = await planBackup(client, readDefinition('<domainbackup/>'), { locality: 'local' });
  assert.deepEqual(
    plan.disks.map(({ disk }) => disk),
    ['vda'],
  );
});
