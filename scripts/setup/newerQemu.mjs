import { chmod, mkdir, readFile, readdir, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PlainError } from '../lib/main.mjs';
import { inProject } from '../lib/paths.mjs';
import { run, runOrThrow } from '../lib/run.mjs';
import { ensureDebianPackages } from './debianPackages.mjs';

/** The Debian release with the newest QEMU in its backports. It need not be the one that runs here. */
const release = 'trixie';
const suite = `${release}-backports`;

const all = inProject('.qemu-newer');
const folder = path.join(all, suite);
const root = path.join(folder, 'root');

/** What the tests call; the rest of QEMU stays as it was unpacked, and runs on its own release only. */
const tools = ['qemu-img', 'qemu-io', 'qemu-nbd', 'qemu-storage-daemon'];
const machine = 'qemu-system-x86_64';
const packages = ['qemu-system-x86', 'qemu-utils'];

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * Unpacks the newest QEMU of Debian's backports beside the installed one, which stays as it is: `.qemu-newer` holds all
 * of it, with every library that it needs, so that it runs on an older Debian too.
 * @param {AbortSignal} signal
 * @returns {Promise<string>} the folder with its commands, to be put first in PATH
 * @throws {PlainError} where this is no Debian, or its mirror has no such backports
 */
export async function ensureNewerQemu(signal) {
  const commands = path.join(folder, 'bin');
  if (await runs(path.join(commands, 'qemu-img'), signal)) return commands;
  const mirror = await findMirror(signal);
  await ensureDebianPackages(['newerQemu'], signal);
  console.log(`Setup: unpacking the QEMU of ${suite} into .qemu-newer`);
  // What is there is older, or half unpacked, or was moved: its commands know the folder that they were made for.
  await rm(all, { recursive: true, force: true });
  const draft = path.join(folder, 'draft');
  for (const deb of await download(mirror, draft, signal))
    await runOrThrow('dpkg-deb', ['-x', deb, root], { signal });
  const libraries = await bindToOwnLibraries(signal);
  // They come last, so that an interrupted installation is never taken for one.
  await makeCommands(path.join(draft, 'bin'), libraries);
  await rename(path.join(draft, 'bin'), commands);
  await rm(draft, { recursive: true });
  return commands;
}

/**
 * Downloads the packages and all that they depend on, down to the C library: in the eyes of this apt, which has lists, a
 * cache and a status of its own, nothing is installed. The system's apt knows nothing of it.
 * @param {string} mirror
 * @param {string} draft
 * @param {AbortSignal} signal
 * @returns {Promise<string[]>} the package files
 */
async function download(mirror, draft, signal) {
  for (const part of ['state/lists/partial', 'cache/archives/partial'])
    await mkdir(path.join(draft, part), { recursive: true });
  const sources = [release, suite].map((name) => `deb [signed-by=${keyring}] ${mirror} ${name} main\n`);
  await writeFile(path.join(draft, 'sources.list'), sources.join(''));
  await writeFile(path.join(draft, 'status'), '');
  const settings = {
    'Dir::Etc::sourcelist': path.join(draft, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'Dir::State': path.join(draft, 'state'),
    'Dir::State::status': path.join(draft, 'status'),
    'Dir::Cache': path.join(draft, 'cache'),
    'APT::Default-Release': suite,
    'APT::Install-Recommends': 'false',
    'APT::Sandbox::User': 'root',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  // Without the mode, lists that could not be fetched are a warning, and what follows a riddle.
  await runOrThrow('apt-get', [...options, '-o', 'APT::Update::Error-Mode=any', 'update', '-q'], { signal });
  await runOrThrow('apt-get', [...options, 'install', '-qy', '--download-only', ...packages], { signal });
  const archives = path.join(draft, 'cache/archives');
  const files = await readdir(archives);
  return files.filter((file) => file.endsWith('.deb')).map((file) => path.join(archives, file));
}

/**
 * Has the commands loaded by the unpacked C library's loader, with the libraries beside it. They say so themselves: of a
 * script that calls the loader, the processes would have the loader's name.
 * @param {AbortSignal} signal
 * @returns {Promise<string>} the folder of the libraries
 */
async function bindToOwnLibraries(signal) {
  const programs = [...tools, machine].map((name) => path.join(root, 'usr/bin', name));
  const named = await runOrThrow('patchelf', ['--print-interpreter', path.join(root, 'usr/bin', machine)], {
    signal,
  });
  // The path goes through a link that is there in an installed Debian only: /lib64, to /usr/lib64.
  const loader = await realpath(path.join(root, 'usr', named.trim()));
  const libraries = path.dirname(loader);
  // An rpath goes for what the libraries need too, unlike what replaced it, the runpath.
  const changes = ['--set-interpreter', loader, '--force-rpath', '--set-rpath', libraries];
  for (const program of programs) await runOrThrow('patchelf', [...changes, program], { signal });
  return libraries;
}

/**
 * @param {string} commands the folder to be made
 * @param {string} libraries
 */
async function makeCommands(commands, libraries) {
  await mkdir(commands);
  for (const tool of tools) await symlink(path.join(root, 'usr/bin', tool), path.join(commands, tool));
  // Its modules and firmware are not where the system's QEMU has its own.
  const modules = `QEMU_MODULE_DIR='${path.join(libraries, 'qemu')}'`;
  const firmware = ['qemu', 'seabios'].map((name) => `-L '${path.join(root, 'usr/share', name)}'`).join(' ');
  const script = path.join(commands, machine);
  const program = path.join(root, 'usr/bin', machine);
  await writeFile(script, `#!/bin/sh\n${modules} exec '${program}' ${firmware} "$@"\n`);
  await chmod(script, 0o755);
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<string>} where this Debian gets its own packages from: it has the other releases as well
 */
async function findMirror(signal) {
  const system = await readFile('/etc/os-release', 'utf8').catch(() => '');
  if (!/^ID=debian$/m.test(system))
    throw new PlainError(
      `A newer QEMU beside the installed one can be had on Debian only, since it comes from ${suite}. ` +
        'Elsewhere, put the newer QEMU first in PATH and run: npm test -- .qemu.test.ts',
    );
  const installed = /^VERSION_CODENAME=(\w+)$/m.exec(system)?.[1];
  const targets = await runOrThrow('apt-get', ['indextargets', '--format', '$(SITE) $(RELEASE)'], { signal });
  const own = targets.split('\n').find((line) => line.endsWith(` ${installed}`));
  if (installed === undefined || own === undefined)
    throw new PlainError(
      `This Debian's apt names no mirror of its own release, so where ${suite} is remains unknown.`,
    );
  return own.slice(0, -` ${installed}`.length);
}

/**
 * @param {string} command
 * @param {AbortSignal} signal
 */
async function runs(command, signal) {
  return run(command, ['--version'], { output: 'keep', signal }).then(
    ({ status }) => status === 0,
    () => false,
  );
}
