import { formatBytes } from '../../../format';
import type { PlanFinding } from '../../errors';
import type { PlannedDisk } from '../backupPlan';
import { sumNeeds, type DiskSpace } from '../spaceNeed';
import { about } from './scene';

const list = (disks: readonly PlannedDisk[]) => disks.map(({ disk }) => `"${disk}"`).join(', ');

/** What is to be said of the targets that share one file system, or of the one on a device. */
function judge(shares: readonly [DiskSpace, ...DiskSpace[]]): PlanFinding | undefined {
  const [{ where, free, kind, disk: first }, ...others] = shares;
  const { least, likely, most } = sumNeeds(shares.map(({ need }) => need));
  if (most <= free) return undefined;
  const disks = shares.map(({ disk }) => disk);
  const targets = others.length === 0 ? 'its target' : `the targets of ${list(disks)} together`;
  const room = `${formatBytes(free)} are free at "${where}"`;
  const say = (severity: PlanFinding['severity'], code: string, message: string): PlanFinding =>
    others.length === 0
      ? about(first, severity, code, message)
      : { severity, code, message: `${message[0]?.toUpperCase()}${message.slice(1)}` };
  // A file system that compresses may hold what is longer than its free space.
  if (least > free && kind === 'plain') {
    return say(
      'error',
      'no-space',
      `${targets} needs ${formatBytes(least)}, and ${room}; free space, or choose another target.`,
    );
  }
  const much = `${formatBytes(likely)} by what the disk takes now, and ${formatBytes(most)} at most`;
  return likely > free
    ? say('warning', 'space-short', `${room}, and ${targets} may need ${much}; it will probably not fit.`)
    : say('warning', 'space-tight', `${room}, and ${targets} may need ${much}.`);
}

/** The space that the targets can need, against what is free; targets on one file system are added up. */
export function findLackOfSpace(spaces: readonly DiskSpace[]): PlanFinding[] {
  const places = new Set(spaces.map(({ place }) => place));
  return [...places].flatMap((wanted) => {
    const [first, ...others] = spaces.filter(({ place }) => place === wanted);
    return first ? (judge([first, ...others]) ?? []) : [];
  });
}
