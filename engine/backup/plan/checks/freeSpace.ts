import { formatBytes } from '../../../format';
import type { PlanFinding } from '../../errors';
import { sumNeeds, type DiskSpace } from '../spaceNeed';
import { about } from './scene';

/** What is to be said of the targets that share one file system, or of the one on a device. */
function judge(shares: readonly [DiskSpace, ...DiskSpace[]]): PlanFinding | undefined {
  const [{ where, free, kind, disk: first }, ...others] = shares;
  const { least, likely, most } = sumNeeds(shares.map(({ need }) => need));
  if (most <= free) return undefined;
  const room = `"${where}" has room for ${formatBytes(free)}`;
  const say = (severity: PlanFinding['severity'], code: string, message: string): PlanFinding => {
    if (others.length === 0) return about(first, severity, code, message);
    const disks = shares.map(({ disk }) => `"${disk.disk}"`).join(', ');
    return { severity, code, message: `Disks ${disks} together: ${message}` };
  };
  // A file system that compresses may hold what is longer than its free space.
  if (least > free && kind === 'plain') {
    const message = `${room}, and ${formatBytes(least)} are needed; free space, or choose another target.`;
    return say('error', 'no-space', message);
  }
  const figures = `about ${formatBytes(likely)} are needed by what is stored now, and at most ${formatBytes(most)}`;
  return likely > free
    ? say('warning', 'space-short', `${room}, and ${figures}; it will probably not fit.`)
    : say('warning', 'space-tight', `${room}, and ${figures}.`);
}

/** The space that the targets can need, against what is free; targets on one file system are added up. */
export function findLackOfSpace(spaces: readonly DiskSpace[]): PlanFinding[] {
  const places = new Set(spaces.map(({ place }) => place));
  return [...places].flatMap((wanted) => {
    const [first, ...others] = spaces.filter(({ place }) => place === wanted);
    return first ? (judge([first, ...others]) ?? []) : [];
  });
}
