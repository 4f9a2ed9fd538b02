import path from 'node:path';
import { errorText } from '../../errorText';
import type { Catalogue, CatalogueRun, ManifestCopy } from '../catalogue/catalogue';
import { laterWriterOf, wrote } from '../catalogue/overwriter';
import { look, resolved } from '../host/files';
import { targetPath } from '../manifest/targetPaths';
import type { RunId } from '../names/runId';

/** What of a run can be removed. */
export interface Removable {
  /** Absolute paths, in the order in which they go: the manifests last. */
  files: string[];
  /** Bytes that this frees. */
  bytes: number;
  /** What stays of it, and why, in sentences. */
  stays: string[];
  /** Whether the catalogue still has the run afterwards, by a copy of its manifest. */
  leaves: 'nothing' | 'copies';
}

/** What is to become of a file that a copy of a manifest names. */
type Judgement =
  /** It goes, and frees so many bytes. */
  | { kind: 'goes'; bytes: number }
  /** It is not there, or another's; the copy can go without it. */
  | { kind: 'none'; why?: string }
  /** It stays, and with it the copy that tells what it is; a sentence says why. */
  | { kind: 'stays'; why: string };

/** Another run, if any, that says of the same file that it is its own. */
function claimantOf(catalogue: Catalogue, run: CatalogueRun, itself: string): RunId | undefined {
  const claims = (other: CatalogueRun) =>
    other.disks.some((disk) => disk.claims.includes(itself) && wrote(disk));
  return catalogue.runs.find((other) => other !== run && claims(other))?.run;
}

/** Judges a file beside the manifest that names it. */
async function judge(
  catalogue: Catalogue,
  run: CatalogueRun,
  file: string,
  size: number | undefined,
): Promise<Judgement> {
  const stays = (why: string): Judgement => ({ kind: 'stays', why: `"${file}" stays: ${why}.` });
  try {
    const found = await look(file, 'itself');
    if (!found) return { kind: 'none' };
    const itself = path.join(await resolved(path.dirname(file)), path.basename(file));
    const later = laterWriterOf(run.run, itself, catalogue);
    if (later?.disks.some((disk) => disk.itself === itself && disk.found === 'named'))
      return { kind: 'none', why: `"${file}" stays: it was overwritten by run ${later.run}.` };
    const other = claimantOf(catalogue, run, itself);
    if (other !== undefined) return stays(`run ${other}, too, says that it is its own`);
    if (!found.isFile()) return stays('it is no file');
    if (size !== undefined && found.size !== size)
      return stays(`it has ${found.size} bytes, and the backup had ${size}`);
    return { kind: 'goes', bytes: found.blocks * 512 };
  } catch (error) {
    return stays(`it cannot be looked at: ${errorText(error)}`);
  }
}

/** Judges all that one copy of a run's manifest names. */
async function judgeCopy(
  catalogue: Catalogue,
  run: CatalogueRun,
  { file, manifest, state }: ManifestCopy,
): Promise<{ file: string; judgement: Judgement }[]> {
  if (state === 'edited')
    return [{ file, judgement: { kind: 'stays', why: `"${file}" stays: it is not as it was written.` } }];
  const folder = path.dirname(file);
  const folders = run.manifests.map((copy) => path.dirname(copy.file));
  const judged: { file: string; judgement: Judgement }[] = [];
  const add = async (named: string, size?: number) => {
    const target = targetPath(file, named);
    if (path.dirname(target) === folder)
      judged.push({ file: target, judgement: await judge(catalogue, run, target, size) });
    // The copy that lies there answers for it.
    else if (
      !folders.includes(path.dirname(target)) &&
      (await judge(catalogue, run, target, size)).kind !== 'none'
    )
      judged.push({
        file: target,
        judgement: { kind: 'stays', why: `"${target}" stays: it does not lie beside a manifest of the run.` },
      });
  };
  for (const { target, type, outcome, size, remains } of manifest.disks) {
    if (type === 'block')
      judged.push({
        file: target,
        judgement: { kind: 'none', why: `The device "${target}" stays as it is.` },
      });
    else if (outcome === 'completed') await add(target, size);
    if (remains !== undefined) await add(remains);
  }
  for (const { found, file: brought } of run.disks)
    if (found === 'beside' && path.dirname(brought) === folder) {
      const why = `"${brought}" stays: only its name says that it is of this run.`;
      judged.push({ file: brought, judgement: { kind: 'stays', why } });
    }
  return judged;
}

/**
 * What of a run can be removed: of each copy of its manifest that may go, the targets beside it, and then the copy
 * itself. A target goes only if it is as long as the manifest says and no other run says that it is its own; where one
 * stays, so does all that lies with it, and the manifest that tells what it is.
 */
export async function removableOf(
  catalogue: Catalogue,
  run: CatalogueRun,
  mayGo: (run: RunId, manifest: string) => boolean,
): Promise<Removable> {
  const targets = new Set<string>();
  const manifests: string[] = [];
  const stays = new Set<string>();
  let bytes = 0;
  for (const copy of run.manifests) {
    if (!mayGo(run.run, copy.file)) {
      stays.add(`"${copy.file}" stays, with what lies beside it: it is not in the folder that is pruned.`);
      continue;
    }
    const judged = await judgeCopy(catalogue, run, copy);
    for (const { judgement } of judged)
      if (judgement.kind !== 'goes' && judgement.why !== undefined) stays.add(judgement.why);
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
    stays: [...stays],
    leaves: manifests.length === run.manifests.length ? 'nothing' : 'copies',
  };
}
