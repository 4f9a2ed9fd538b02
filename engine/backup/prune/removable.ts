import path from 'node:path';
import { errorText } from '../../errorText';
import type { Catalogue, CatalogueRun, ManifestCopy } from '../catalogue/catalogue';
import { leftState } from '../catalogue/leftState';
import { laterWriterOf, wrote } from '../catalogue/overwriter';
import { inItsFolder, look } from '../host/files';
import { isOpenInQemu } from '../host/imageLocks';
import type { ManifestDisk } from '../manifest/manifest';
import { targetPath } from '../manifest/targetPaths';
import type { RunId } from '../names/runId';
import { mention, told, type Told } from '../names/told';
import { reasonOf } from '../records/reasonOf';
import type { PrunePolicy } from './planPrune';
import { whyReplaced } from './replaced';

/** What of a run can be removed. */
export interface Removable {
  /** Absolute paths, in the order in which they go: the manifests last. */
  files: string[];
  /** Bytes that this frees. */
  bytes: number;
  /** What stays of it, and why, in sentences. */
  stays: Told[];
  /** Whether the catalogue still has the run afterwards, by a copy of its manifest. */
  leaves: 'nothing' | 'copies';
}

/** What is to become of a file that a copy of a manifest names. */
type Judgement =
  /** It goes, and frees so many bytes. */
  | { kind: 'goes'; bytes: number }
  /** It is not there, or another's; the copy can go without it. */
  | { kind: 'none'; why?: Told }
  /** It stays, and with it the copy that tells what it is; a sentence says why. */
  | { kind: 'stays'; why: Told };

/** Another run, if any, that says of the same file that it is its own. */
function claimantOf(catalogue: Catalogue, run: CatalogueRun, itself: string): RunId | undefined {
  const claims = (other: CatalogueRun) =>
    other.disks.some((disk) => disk.claims.includes(itself) && wrote(disk));
  return catalogue.runs.find((other) => other !== run && claims(other))?.run;
}

/** What is known besides a run of what may need its files. */
export interface Surroundings {
  catalogue: Catalogue;
  /** By the path of a backing file, links followed, an image that names it. */
  overlays: ReadonlyMap<string, string>;
}

/** Judges a file beside the manifest that names it. */
async function judge(
  { catalogue, overlays }: Surroundings,
  run: CatalogueRun,
  file: string,
  size: number | undefined,
): Promise<Judgement> {
  const stays = (why: string | Told): Judgement => ({ kind: 'stays', why: told`"${file}" stays: ${why}.` });
  try {
    const found = await look(file, 'itself');
    if (!found) return { kind: 'none' };
    const itself = await inItsFolder(file);
    const later = laterWriterOf(run.run, itself, catalogue);
    if (later?.disks.some((disk) => disk.itself === itself && disk.found === 'named'))
      return { kind: 'none', why: told`"${file}" stays: it is that of ${mention(later.run)}.` };
    const other = claimantOf(catalogue, run, itself);
    if (other !== undefined) return stays(told`${mention(other)}, too, says that it is its own`);
    if (!found.isFile()) return stays('it is no file');
    if (size !== undefined && found.size !== size)
      return stays(`it has ${found.size} bytes, and the backup had ${size}`);
    const overlay = overlays.get(itself);
    if (overlay !== undefined) return stays(`"${overlay}" has it as its backing file`);
    if (await isOpenInQemu(file)) return stays('a running QEMU, or one of its tools, has it open');
    return { kind: 'goes', bytes: found.blocks * 512 };
  } catch (error) {
    return stays(`it cannot be looked at: ${errorText(error)}`);
  }
}

/** Judges a target that goes as far as its place and length tell: whether it is still what its manifest says. */
async function judgeContent(
  judgement: Judgement,
  target: string,
  copy: ManifestCopy,
  disk: ManifestDisk,
  signal: AbortSignal | undefined,
): Promise<Judgement> {
  if (judgement.kind !== 'goes') return judgement;
  const stays = (why: string): Judgement => ({ kind: 'stays', why: told`"${target}" stays: ${why}.` });
  try {
    const why = await whyReplaced(target, copy, disk, signal);
    return why === undefined ? judgement : stays(why);
  } catch (error) {
    signal?.throwIfAborted();
    return stays(`it cannot be read: ${reasonOf(error)}`);
  }
}

/** Judges a file that a run has left which did not complete, where it goes as far as its place tells. */
async function judgeLeft(judgement: Judgement, file: string, { manifest }: ManifestCopy): Promise<Judgement> {
  if (judgement.kind !== 'goes') return judgement;
  const { run, startedAt, endedAt } = manifest;
  const times = { run, startedAt: Date.parse(startedAt), endedAt: Date.parse(endedAt) };
  switch (await leftState(file, times)) {
    case 'own':
      return judgement;
    case 'other':
      return {
        kind: 'none',
        why: told`"${file}" stays: it is another file than ${mention(run)} has left there.`,
      };
    case 'unsure':
      return {
        kind: 'stays',
        why: told`"${file}" stays: nobody can tell whether it is still what ${mention(run)} has left there.`,
      };
  }
}

/** Judges all that one copy of a run's manifest names. */
async function judgeCopy(
  surroundings: Surroundings,
  run: CatalogueRun,
  copy: ManifestCopy,
  signal: AbortSignal | undefined,
): Promise<{ file: string; judgement: Judgement }[]> {
  const { file, manifest, state } = copy;
  if (state === 'edited')
    return [{ file, judgement: { kind: 'stays', why: told`"${file}" stays: it is not as it was written.` } }];
  const folder = path.dirname(file);
  const folders = run.manifests.map((one) => path.dirname(one.file));
  const judged: { file: string; judgement: Judgement }[] = [];
  const add = async (named: string, disk?: ManifestDisk) => {
    const target = targetPath(file, named);
    const size = disk?.size;
    if (path.dirname(target) === folder) {
      const found = await judge(surroundings, run, target, size);
      const judgement = disk
        ? await judgeContent(found, target, copy, disk, signal)
        : await judgeLeft(found, target, copy);
      judged.push({ file: target, judgement });
    }
    // The copy that lies there answers for it.
    else if (
      !folders.includes(path.dirname(target)) &&
      (await judge(surroundings, run, target, size)).kind !== 'none'
    )
      judged.push({
        file: target,
        judgement: {
          kind: 'stays',
          why: told`"${target}" stays: it does not lie beside a manifest of the run.`,
        },
      });
  };
  for (const disk of manifest.disks) {
    const { target, type, outcome, remains } = disk;
    if (type === 'block')
      judged.push({
        file: target,
        judgement: { kind: 'none', why: told`The device "${target}" stays as it is.` },
      });
    else if (outcome === 'completed') await add(target, disk);
    if (remains !== undefined) await add(remains);
  }
  for (const { found, file: brought } of run.disks)
    if (found === 'beside' && path.dirname(brought) === folder) {
      const why = told`"${brought}" stays: only its name says that it is of this run.`;
      judged.push({ file: brought, judgement: { kind: 'stays', why } });
    }
  return judged;
}

/**
 * What of a run can be removed: of each copy of its manifest that may go, the targets beside it, and then the copy
 * itself. A target goes only if it is as long as the manifest says, no other run says that it is its own, no other
 * image is on top of it, nobody has it open, and it was written to with the backup, or is as its digest says; what a run
 * that did not complete has left, only while it is still that. Where one stays, so does all that lies with it, and the
 * manifest that tells what it is.
 * @throws the signal's reason
 */
export async function removableOf(
  surroundings: Surroundings,
  run: CatalogueRun,
  { mayGo, signal }: Pick<PrunePolicy, 'mayGo' | 'signal'>,
): Promise<Removable> {
  const targets = new Set<string>();
  const manifests: string[] = [];
  const stays = new Map<string, Told>();
  const stay = (why: Told) => void stays.set(why.message, why);
  let bytes = 0;
  for (const copy of run.manifests) {
    if (!mayGo(run.run, copy.file)) {
      stay(told`"${copy.file}" stays, with what lies beside it: it is not in the folder that is pruned.`);
      continue;
    }
    const judged = await judgeCopy(surroundings, run, copy, signal);
    for (const { judgement } of judged)
      if (judgement.kind !== 'goes' && judgement.why !== undefined) stay(judgement.why);
    if (judged.some(({ judgement }) => judgement.kind === 'stays')) continue;
    manifests.push(copy.file);
    for (const { file, judgement } of judged) {
      if (judgement.kind !== 'goes' || targets.has(file)) continue;
      targets.add(file);
      bytes += judgement.bytes;
    }
  }
  return {
    files: [...targets, ...manifests],
    bytes,
    stays: [...stays.values()],
    leaves: manifests.length === run.manifests.length ? 'nothing' : 'copies',
  };
}
