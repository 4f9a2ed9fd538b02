import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QmpClient } from '../../engine';
import { Tracker } from '../../engine/backup/jobs/tracker';
import { watchJobs } from '../../engine/backup/jobs/watchJobs';
import { event, fakeMonitor, reply, returns } from '../qmp/fakeMonitor';

const MINUTE = 60_000;

test(
  'a job that ends while it is looked at is looked at again at once',
  { timeout: MINUTE / 2 },
  async (t) => {
    const id = 'job-of-vda';
    let looks = 0;
    const address = await fakeMonitor(t, {
      'query-jobs': (request, socket) => {
        looks += 1;
        const status = looks === 1 ? 'running' : 'concluded';
        const job = { id, type: 'backup', status, 'current-progress': looks, 'total-progress': 2 };
        reply(socket, { return: [job], id: request.id });
        // Whoever waits for the rest of the answers meets it among them.
        if (looks === 1) reply(socket, event('JOB_STATUS_CHANGE', { id, status: 'concluded' }));
      },
      'query-block-jobs': returns([]),
      'query-status': returns({ running: true, status: 'running' }),
    });
    const client = await QmpClient.connect(address);
    t.after(() => client.close());
    const tracker = new Tracker([{ disk: 'vda', job: id, target: '/backups/vda.qcow2' }], MINUTE);
    using events = client.listen();
    await watchJobs(tracker, {
      client,
      events,
      began: Date.now(),
      pollInterval: MINUTE,
      onLook: () => {},
      onSilent: () => {},
    });
    assert.equal(tracker.results.outcome, 'completed');
    assert.equal(looks, 2);
  },
);
