import {
  limitJobs,
  pauseJobs,
  resumeJobs,
  type BackupRun,
  type QmpClient,
  type RunSnapshot,
} from '../../engine';

/** What can be asked of a backup that goes on afterwards. */
export type RunControl = Pick<BackupRun, 'pause' | 'resume' | 'retry' | 'setSpeed'>;

/** Controls a run that this window does not follow, by the jobs that were last seen of it. */
export function controlByJobs(client: QmpClient, { disks }: RunSnapshot): RunControl {
  const jobs = disks.map(({ job }) => job);
  const stopped = disks.filter(({ state }) => state === 'out-of-space' || state === 'io-error');
  return {
    pause: async () => void (await pauseJobs(client, jobs)),
    resume: async () => void (await resumeJobs(client, jobs)),
    retry: async () =>
      void (await resumeJobs(
        client,
        stopped.map(({ job }) => job),
      )),
    setSpeed: async (bytesPerSecond) => void (await limitJobs(client, jobs, bytesPerSecond)),
  };
}
