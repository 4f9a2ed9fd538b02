import type { DiskProgress, RunSnapshot } from '../../engine';
import { isGoing } from '../onlyRun';
import { shellWord } from './shellWord';
import { adviceFor, GUEST_LEFT, GUEST_PAUSED, isFinishing, STATE_WORDS } from './stateWords';

/** What keeps a disk from going on until somebody does something, the most pressing first. */
const STOPPED = ['out-of-space', 'io-error', 'stalled'] as const satisfies DiskProgress['state'][];

/** What keeps a run from going on, the most pressing; `undefined` where nothing does. */
function stopOf(run: RunSnapshot): (typeof STOPPED)[number] | undefined {
  if (!isGoing(run) || run.state === 'cancelling') return undefined;
  return STOPPED.find((one) => run.disks.some(({ state }) => state === one));
}

/** A run for programs, with the state that people are told. */
export function runAsJson(run: RunSnapshot): object {
  return { ...run, state: stopOf(run) ?? run.state };
}

/** How a run stands as a whole: what keeps it from going on, with the disks that it is about, or its state. */
export function runWords(run: RunSnapshot): string {
  const { state, disks, guest } = run;
  const stopped = STOPPED.flatMap((one) => {
    const names = disks.filter((disk) => disk.state === one).map(({ disk }) => disk);
    return names.length === 0 ? [] : [`${STATE_WORDS[one]} (${names.join(', ')})`];
  });
  const own = isFinishing(run) ? 'finishing' : STATE_WORDS[state];
  const words = stopOf(run) !== undefined ? stopped.join(', ') : own;
  return guest === undefined ? words : `${words}, machine paused`;
}

/** What a run that stands still needs, a line each. @param socket the monitor to be asked over */
export function runAdvice(run: RunSnapshot, socket: string): string[] {
  const { run: id, state, disks, guest } = run;
  if (!isGoing(run)) return guest === undefined ? [] : [GUEST_LEFT];
  if (state === 'cancelling') return [];
  const advice = disks.flatMap((disk) => {
    const words = adviceFor(disk);
    return words === undefined ? [] : [`${disk.disk}: ${words}`];
  });
  const command = (name: string) => `domainbackup ${name} --qmp ${shellWord(socket)} ${id}`;
  const isStopped = disks.some((disk) => disk.state === 'out-of-space' || disk.state === 'io-error');
  const isPaused = disks.some((disk) => disk.state === 'paused');
  const retry = isStopped ? [`Retry with: ${command('resume')}`] : [];
  const goOn = isPaused && !isStopped ? [`Let it go on with: ${command('resume')}`] : [];
  const cancel = advice.length > 0 ? [`Cancel with: ${command('cancel')}`] : [];
  return [...advice, ...(guest === undefined ? [] : [GUEST_PAUSED]), ...retry, ...goOn, ...cancel];
}
