import assert from 'node:assert/strict';
import { JobStore } from '../../client/store/jobStore';
import { PastDiskItem } from '../../client/views/rows/pastDiskItem';
import { PastRunItem } from '../../client/views/rows/pastRunItem';
import { past } from '../store/support/pasts';

describe('The row of a past backup', () => {
  const since = { mode: 'incremental', parent: { run: '1', checkpoint: 'monday' } } as const;

  it('names its machine where no row above it does', () => {
    const store = new JobStore();
    store.setConnections([{ name: 'alpha', socket: '/alpha' }]);
    const machine = { version: '7.2.22', name: 'stranger', socket: '/stranger' };
    store.setHistory([past('2', { ...since, name: 'two', machine }), past('1', { name: 'one', machine })]);
    const [chain] = store.history.of(undefined)?.chains ?? [];
    assert.ok(chain);
    const item = new PastRunItem(chain, undefined);
    assert.match(String(item.description), /^full · [^·]+ · stranger$/);
    assert.match(item.accessibilityInformation?.label ?? '', /, stranger$/);
    const [increment] = chain.increments;
    assert.ok(increment);
    assert.match(
      String(new PastRunItem(increment, undefined).description),
      /^incremental since monday · [^·]+$/,
    );

    store.setHistory([past('3', { name: 'three' })]);
    const [own] = store.history.of(store.connections[0])?.chains ?? [];
    assert.ok(own);
    assert.match(String(new PastRunItem(own, undefined).description), /^full · [^·]+$/);
  });

  it('says shortly why it failed, for those who are read to as well, and in full in its tooltip', () => {
    const store = new JobStore();
    const at = { target: '/b/vda', format: 'qcow2', size: 1 } as const;
    const cases = [
      ['No space left on device', 'no space left on device'],
      ['Could not write to /b/vda: Input/output error. Free it.', 'I/O error'],
      ['QEMU refused it. Try again.', 'QEMU refused it'],
      [`The file "/b/${'long/'.repeat(20)}vda" exists already.`, 'the file "/b/long/long/long/long/long/l…'],
      [`Could not create '/b/${'long/'.repeat(9)}': File exists`, 'file exists'],
      [
        'The guest could not be frozen within 30 seconds, and so on',
        'the guest could not be frozen within 30…',
      ],
    ] as const;
    for (const [error, words] of cases) {
      const cancelled = {
        ...at,
        disk: 'vda',
        outcome: 'cancelled',
        error: 'Cancelled because vdb failed.',
      } as const;
      const disks = [cancelled, { ...at, disk: 'vdb', outcome: 'failed', error } as const];
      for (const run of [{ disks }, { error }]) {
        store.setHistory([past('1', { name: 'one', outcome: 'failed', ...run })]);
        const [chain] = store.history.of(undefined)?.chains ?? [];
        assert.ok(chain);
        const { description, tooltip, accessibilityInformation } = new PastRunItem(chain, undefined);
        assert.ok(String(description).startsWith(`failed · ${words} · full · `), String(description));
        assert.ok(accessibilityInformation?.label.includes(`, failed, ${words}, full`));
        assert.ok((tooltip as string).includes(error), tooltip as string);
        if (!('disks' in run)) continue;
        const [first, second] = chain.disks.map((node) => new PastDiskItem(node));
        assert.equal(first?.description, 'cancelled · /b/vda');
        assert.equal(second?.description, `failed · ${words} · /b/vda`);
        assert.ok(second.accessibilityInformation?.label.includes(`, failed, ${words}, `));
        assert.ok((second.tooltip as string).includes(error));
      }
    }
  });

  it('says that its folder is not there, and which, and shows no health', () => {
    const store = new JobStore();
    const away = { folder: '/mnt/share/guest', state: 'missing' } as const;
    store.setHistory([past('1', { name: 'one', manifest: 'none', away })]);
    const [chain] = store.history.of(undefined)?.chains ?? [];
    assert.ok(chain);
    const { description, tooltip, iconPath, contextValue } = new PastRunItem(chain, undefined);
    assert.match(String(description), /^folder is not there · full · [^·]+ · \/alpha$/);
    assert.match(tooltip as string, /The folder \/mnt\/share\/guest is not there: mount what it is on\./);
    assert.notEqual((iconPath as { id: string }).id, 'pass');
    assert.doesNotMatch(contextValue ?? '', /verifiable|restorable/);
  });
});
