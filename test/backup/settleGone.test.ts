import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { openAnnouncedRecords, openRunRecords, parseQmpAddress, settleGone } from '../../engine';
import { stateFor } from '../support/stateFor';
import { sampleRecord } from './sampleRecord';

const started = (run: string, socket: string) =>
  sampleRecord({ run, machine: { version: '7.2.22', socket }, state: 'started', startedAt: 1 });

test('what was settled is told also where the records of another program cannot be read, which is told, too', async (t) => {
  const state = await stateFor(t);
  const socket = path.join(state, 'gone.qmp');
  const own = openRunRecords(path.join(state, 'window'));
  await own.write(started('20261125-101500-aaaa', socket));
  // Another program's, whose folder is no folder any more.
  const broken = path.join(state, 'broken');
  await mkdir(broken);
  await openAnnouncedRecords(broken).listOpen();
  await rm(broken, { recursive: true });
  await writeFile(broken, '');
  const further = openAnnouncedRecords(path.join(state, 'further'));
  await further.write(started('20261125-101500-bbbb', socket));
  const { settled, troubles } = await settleGone(parseQmpAddress(socket), own);
  assert.deepEqual(settled.map(({ result }) => `${result.run} ${result.outcome}`).toSorted(), [
    '20261125-101500-aaaa unknown',
    '20261125-101500-bbbb unknown',
  ]);
  assert.deepEqual(
    troubles.map(({ message }) => message),
    [`The records in "${broken}" cannot be read: a part of the path is not a folder.`],
  );
  // Nor is anything lost where it is not even known where others keep theirs.
  await own.write(started('20261125-101500-cccc', socket));
  await rm(path.join(state, 'domainbackup/places'), { recursive: true });
  await writeFile(path.join(state, 'domainbackup/places'), '');
  const again = await settleGone(parseQmpAddress(socket), own);
  assert.deepEqual(
    again.settled.map(({ result }) => result.run),
    ['20261125-101500-cccc'],
  );
  assert.match(again.troubles[0]?.message ?? '', /^Where other programs keep the records .* is not known/);
});

test('a run is of a monitor that is gone by whichever path that is named', async (t) => {
  const state = await stateFor(t);
  await mkdir(path.join(state, 'run'));
  await symlink('run', path.join(state, 'var'));
  await symlink('run/vm.qmp', path.join(state, 'link.qmp'));
  const socket = path.join(state, 'run/vm.qmp');
  for (const name of ['var/vm.qmp', 'link.qmp']) {
    for (const [recorded, asked] of [
      [socket, path.join(state, name)],
      [path.join(state, name), socket],
    ] as const) {
      // Anew each time: how a run ended is for good.
      const own = openRunRecords(await mkdtemp(path.join(state, 'window-')));
      await own.write(started('20261125-101500-aaaa', recorded));
      await own.write(started('20261125-101500-bbbb', path.join(state, 'run/other.qmp')));
      const { settled } = await settleGone(parseQmpAddress(asked), own);
      assert.deepEqual(
        settled.map(({ result }) => result.run),
        ['20261125-101500-aaaa'],
        `${recorded} ${asked}`,
      );
    }
  }
});

test('a file under its final name that a start may have made is settled by what is in it and by who else wrote it', async (t) => {
  const state = await stateFor(t);
  const socket = path.join(state, 'gone.qmp');
  const own = openRunRecords(path.join(state, 'window'));
  const [disk] = sampleRecord().disks;
  const begin = async (run: string, over: Parameters<typeof sampleRecord>[0] = {}) => {
    const target = path.join(state, `${over.name ?? run}.qcow2`);
    const disks = [{ ...disk!, target: { ...disk!.target, path: target, writtenTo: target } }];
    await own.write(sampleRecord({ run, machine: { version: '7.2.22', socket }, ...over, disks }));
    return target;
  };
  const empty = await begin('20261125-101500-aaaa');
  await writeFile(empty, '');
  const raw = await begin('20261125-101500-bbbb');
  await writeFile(raw, '');
  await truncate(raw, 4096);
  const written = await begin('20261125-101500-cccc');
  await writeFile(written, 'an image');
  await begin('20261125-101500-dddd');
  const remote = await begin('20261125-101500-eeee', { locality: 'remote' });
  // A later backup has completed there.
  const others = await begin('20261125-101500-ffff', { name: 'same' });
  await writeFile(others, 'an image');
  await begin('20261125-101500-gggg', { name: 'same', state: 'ended', endedAt: 2, outcome: 'completed' });
  const { settled } = await settleGone(parseQmpAddress(socket), own);
  const told = settled.map(({ result: { run, outcome, disks } }) => [
    run.slice(-4),
    outcome,
    disks[0]?.remains,
  ]);
  assert.deepEqual(
    told.toSorted(([a], [b]) => (a! < b! ? -1 : 1)),
    [
      ['aaaa', 'failed', empty],
      ['bbbb', 'unknown', undefined],
      ['cccc', 'unknown', undefined],
      ['dddd', 'failed', undefined],
      ['eeee', 'failed', undefined],
      ['ffff', 'failed', undefined],
    ],
  );
  const words = (run: string) =>
    settled.find(({ result }) => result.run.endsWith(run))?.result.disks[0]?.error?.split(' started. ')[1];
  assert.equal(words('eeee'), `Whether it had made "${remote}" by then nobody here can tell.`);
  assert.deepEqual(['dddd', 'ffff'].map(words), [undefined, undefined]);
});

test('what another program’s backup has written since under a lost start’s final name is not told as that start’s', async (t) => {
  const state = await stateFor(t);
  const socket = path.join(state, 'gone.qmp');
  const own = openRunRecords(path.join(state, 'window'));
  const other = openAnnouncedRecords(path.join(state, 'other'));
  const target = path.join(state, 'same.qcow2');
  const [disk] = sampleRecord().disks;
  const disks = [{ ...disk!, target: { ...disk!.target, path: target, writtenTo: target } }];
  const machine = { version: '7.2.22', socket };
  await own.write(sampleRecord({ run: '20261125-101500-ffff', machine, disks }));
  await writeFile(target, 'an image');
  const run = '20261125-101500-gggg';
  const ended = { state: 'ended', startedAt: 1, endedAt: 2, outcome: 'completed' } as const;
  await other.end(sampleRecord({ run, machine, disks, ...ended }));
  const { settled } = await settleGone(parseQmpAddress(socket), own);
  const [{ result } = assert.fail()] = settled;
  assert.deepEqual(
    [result.outcome, result.disks[0]?.remains, result.notices],
    ['failed', undefined, undefined],
  );
});

test('of a file that a lost run may have made it is said that it may be another’s, and not where it stays', async (t) => {
  const state = await stateFor(t);
  const socket = path.join(state, 'gone.qmp');
  const own = openRunRecords(path.join(state, 'window'));
  const [disk] = sampleRecord().disks;
  for (const [run, began] of [
    ['20261125-101500-aaaa', {}],
    ['20261125-101500-bbbb', { state: 'started', startedAt: 1_700_000_000_001 }],
  ] as const) {
    const target = path.join(state, `${run}.qcow2`);
    await writeFile(target, 'an image');
    const disks = [{ ...disk!, target: { ...disk!.target, path: target, writtenTo: target } }];
    await own.write(sampleRecord({ run, machine: { version: '7.2.22', socket }, disks, ...began }));
    const { settled } = await settleGone(parseQmpAddress(socket), own);
    const [{ result } = assert.fail()] = settled;
    const doubt = `"${target}" may be what this backup wrote, or a later backup that is whole: nobody here can tell.`;
    assert.deepEqual(
      [result.outcome, result.disks[0]?.remains, result.notices],
      ['unknown', undefined, [doubt]],
    );
    assert.ok(result.disks[0]?.error?.endsWith(` ${doubt}`), result.disks[0]?.error);
  }
});
