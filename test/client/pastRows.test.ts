import assert from 'node:assert/strict';
import { JobStore } from '../../client/store/jobStore';
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
