import assert from 'node:assert/strict';
import { failureText } from '../../client/reporting/failureText';
import { runTitle } from '../../client/reporting/runTitle';
import { JobStore } from '../../client/store/jobStore';
import { diskLines } from '../../client/views/words/diskLines';
import { durationText, tookText } from '../../client/views/words/quantities';
import { runLines } from '../../client/views/words/runLines';
import { adviceText, guestText, silenceText, stateText } from '../../client/views/words/stateText';
import {
  adviceFor,
  formatDuration,
  GUEST_PAUSED,
  silenceWords,
  STATE_WORDS,
} from '../../cli/output/stateWords';
import type { DiskProgress, DiskResult, RunSnapshot } from '../../engine';
import { disk as diskAt, snapshot } from '../store/support/snapshots';

describe('The words of the extension and of the command line', () => {
  const states = Object.keys(STATE_WORDS) as DiskProgress['state'][];

  it('are the same for each state', () => {
    assert.deepEqual(states.map(stateText), Object.values(STATE_WORDS));
  });

  it('advise the same', () => {
    for (const state of states) {
      const more = [{}, { side: 'source' }, { side: 'target' }, { freeSpace: 4096 }, { freeSpace: 2 ** 30 }];
      for (const one of more) {
        const disk = { state, ...one } as unknown as DiskProgress;
        assert.equal(adviceText(disk), adviceFor(disk), JSON.stringify(disk));
      }
    }
    assert.equal(guestText({ guest: 'paused' } as RunSnapshot), GUEST_PAUSED);
    assert.equal(silenceText({ kind: 'answering' }), silenceWords({ kind: 'answering' }));
    const shape = (text: string | undefined): string | undefined =>
      text?.replace(/(since|at) .*?; /, '$1 …; ');
    for (const silent of [
      { kind: 'silent', since: 0 },
      { kind: 'silent', since: 0, session: 'lost' },
    ] as const)
      assert.equal(shape(silenceText(silent)), shape(silenceWords(silent)));
  });

  it('tell how long something took as the two moments that stand beside it do', () => {
    assert.equal(tookText(0, 25_100), '25 s');
    assert.equal(tookText(900, 26_050), '26 s');
  });

  it('tell of a disk that failed what it is about, and of its target once', () => {
    const failed = (more: Partial<DiskResult>): string =>
      failureText({ disk: 'vda', target: '/b/vda', outcome: 'failed', ...more });
    const broken = 'Input/output error';
    assert.match(
      failed({ side: 'source', error: broken }),
      /^vda could not be read \(Input\/output error\)\. Look /,
    );
    assert.match(
      failed({ side: 'target', error: broken }),
      /^vda: \/b\/vda could not be written \(Input.*\)\. Look /,
    );
    assert.match(failed({ side: 'source' }), /^vda could not be read\. Look /);
    assert.match(failed({ side: 'target' }), /^vda: \/b\/vda could not be written\. Look /);
    assert.equal(failed({ error: broken }), 'vda → /b/vda: Input/output error');
    assert.equal(failed({ error: '"/b/vda" is there' }), 'vda: "/b/vda" is there');
    assert.equal(failed({}), 'vda: /b/vda');
  });

  it('tell two backups apart that were started within a minute, and have no name', () => {
    assert.notEqual(runTitle('1790000000'), runTitle('1790000001'));
  });

  it('tell no rate and no time left of a QEMU that does not answer, nor as what a pause of others is meant', () => {
    const store = new JobStore();
    store.setConnections([{ name: 'vm', socket: '/vm' }]);
    const [node] = store.connections;
    assert.ok(node);
    const told = (more: Partial<RunSnapshot>, state: DiskProgress['state'] = 'running'): string => {
      const pace = { rate: 7_550_000, timeLeft: 16 };
      const run = store.addRun(
        node,
        snapshot('1', { ...pace, disks: [diskAt('vda', { ...pace, state })], ...more }),
      );
      return [...runLines(run), ...run.disks.flatMap(diskLines)].join('\n');
    };
    const silence = { contact: { kind: 'silent', since: 0 } } as const;
    assert.equal(told({}).match(/7\.2 MiB\/s, 16 s left/g)?.length, 2);
    assert.doesNotMatch(told(silence), /MiB\/s|left/);
    assert.match(
      told({}, 'pausing'),
      /^QEMU finishes first .* A cancel by another program begins like that, too\.$/m,
    );
    assert.doesNotMatch(told({}), /A cancel by another program/);
  });

  it('tell how long something takes in the same way', () => {
    for (const seconds of [
      0, 0.4, 1, 59, 60, 75, 89.4, 90, 150, 3599, 3600, 5340, 5400, 7500, 172_799, 172_800, 1e6,
    ])
      assert.equal(durationText(seconds), formatDuration(seconds), String(seconds));
  });
});
