import { chmod, mkdir, mkdtemp, readFile, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PlainError } from '../lib/main.mjs';
import { inProject } from '../lib/paths.mjs';
import { runOrThrow } from '../lib/run.mjs';

const folder = inProject('.qemu-newer');

/** What the tests call; the rest of QEMU is left out. */
const tools = ['qemu-img', 'qemu-io', 'qemu-nbd', 'qemu-storage-daemon'];
const packages = ['qemu-system-x86', 'qemu-system-common', 'qemu-system-data', 'qemu-utils', 'seabios'];

/**
 * Unpacks the QEMU of Debian's backports beside the installed one, which stays as it is: `.qemu-newer` holds all of it.
 * @param {AbortSignal} signal
 * @returns {Promise<string>} the folder with its commands, to be put first in PATH
 * @throws {PlainError} where this is no Debian, or its mirror has no backports
 */
export async function ensureNewerQemu(signal) {
  const commands = path.join(folder, 'bin');
  if (await isThere(commands)) return commands;
  const { mirror, release } = await debian(signal);
  console.log(`Setup: unpacking the QEMU of ${release}-backports into .qemu-newer`);
  await mkdir(folder, { recursive: true });
  const draft = await mkdtemp(path.join(folder, 'draft-'));
  try {
    await unpack(draft, `deb ${mirror} ${release}-backports main`, signal);
    await rm(path.join(folder, 'root'), { recursive: true, force: true });
    await rename(path.join(draft, 'root'), path.join(folder, 'root'));
    // It is made last, so that an interrupted installation is never taken for one.
    await makeCommands(path.join(folder, 'root'), path.join(draft, 'bin'));
    await rename(path.join(draft, 'bin'), commands);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return commands;
}

/**
 * Downloads the packages with lists and a cache of their own, so that the system's apt knows nothing of them.
 * @param {string} draft
 * @param {string} source a line of a sources.list
 * @param {AbortSignal} signal
 */
async function unpack(draft, source, signal) {
  await writeFile(path.join(draft, 'sources.list'), `${source}\n`);
  for (const part of ['lists/partial', 'cache/archives/partial', 'debs'])
    await mkdir(path.join(draft, part), { recursive: true });
  const own = {
    'Dir::Etc::sourcelist': path.join(draft, 'sources.list'),
    'Dir::Etc::sourceparts': '-',
    'Dir::State::lists': path.join(draft, 'lists'),
    'Dir::Cache': path.join(draft, 'cache'),
    'APT::Sandbox::User': 'root',
  };
  const options = Object.entries(own).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  await runOrThrow('apt-get', [...options, 'update', '-q'], { signal });
  const debs = path.join(draft, 'debs');
  await runOrThrow('apt-get', [...options, 'download', '-q', ...packages], { signal, cwd: debs });
  for (const deb of await readdir(debs))
    await runOrThrow('dpkg-deb', ['-x', path.join(debs, deb), path.join(draft, 'root')], { signal });
}

/**
 * @param {string} root
 * @param {string} commands
 */
async function makeCommands(root, commands) {
  await mkdir(commands);
  for (const tool of tools) await symlink(path.join(root, 'usr/bin', tool), path.join(commands, tool));
  // Its firmware is not where the system's QEMU has its own.
  const firmware = ['qemu', 'seabios'].map((name) => `-L '${path.join(root, 'usr/share', name)}'`).join(' ');
  const system = path.join(commands, 'qemu-system-x86_64');
  await writeFile(
    system,
    `#!/bin/sh\nexec '${path.join(root, 'usr/bin/qemu-system-x86_64')}' ${firmware} "$@"\n`,
  );
  await chmod(system, 0o755);
}

/** @param {AbortSignal} signal */
async function debian(signal) {
  try {
    const release = /^VERSION_CODENAME=(\w+)$/m.exec(await readFile('/etc/os-release', 'utf8'))?.[1];
    const targets = await runOrThrow('apt-get', ['indextargets', '--format', '$(SITE) $(RELEASE)'], {
      signal,
    });
    const mirror = targets
      .split('\n')
      .find((line) => line.endsWith(` ${release}`))
      ?.split(' ')[0];
    if (release !== undefined && mirror !== undefined) return { mirror, release };
  } catch (error) {
    signal.throwIfAborted();
    throw new PlainError('A newer QEMU beside the installed one can be had on Debian only.', {
      cause: error,
    });
  }
  throw new PlainError(
    'This Debian names no mirror of its own release, so where its backports are is unknown.',
  );
}

/** @param {string} file */
async function isThere(file) {
  return readdir(file).then(
    () => true,
    () => false,
  );
}
