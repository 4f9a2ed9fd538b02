import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { PlainError } from '../lib/main.mjs';
import { runOrThrow } from '../lib/run.mjs';

/**
 * What a job needs of the system: `machine` boots a throw-away QEMU machine, `guestAgent` freezes a file system in a
 * test, `newerQemu` has a QEMU run with libraries of its own, `schemaTools` checks documents with a second schema checker,
 * `window` shows the workbench in a browser, `nativeBuild` compiles the VS Code host's native modules.
 * @typedef {'machine' | 'guestAgent' | 'newerQemu' | 'schemaTools' | 'window' | 'nativeBuild'} Need
 */

/** @type {Record<Need, {name: string, for: string, isPresent: () => boolean}[]>} */
const packages = {
  machine: [
    { name: 'qemu-system-x86', for: 'the throw-away machine', isPresent: command('qemu-system-x86_64') },
    { name: 'qemu-utils', for: "the machine's disk images", isPresent: command('qemu-img') },
    { name: 'e2fsprogs', for: 'the file systems on its disks', isPresent: command('mke2fs') },
  ],
  guestAgent: [
    { name: 'qemu-guest-agent', for: "tests against QEMU's guest agent", isPresent: command('qemu-ga') },
  ],
  newerQemu: [{ name: 'patchelf', for: 'a QEMU with libraries of its own', isPresent: command('patchelf') }],
  schemaTools: [{ name: 'libxml2-utils', for: 'tests against xmllint', isPresent: command('xmllint') }],
  window: [
    { name: 'chromium', for: "VS Code's window in the tests", isPresent: command('chromium') },
    { name: 'fonts-dejavu-core', for: "the window's text", isPresent: hasFont },
  ],
  nativeBuild: [
    { name: 'python3', for: "building the VS Code host's native modules", isPresent: command('python3') },
    { name: 'make', for: 'the same', isPresent: command('make') },
    { name: 'g++', for: 'the same', isPresent: command('g++') },
  ],
};

/**
 * Installs what is missing of the named needs with apt-get, where that is possible. The commands are what counts,
 * not the package manager's records: on another system they come from elsewhere.
 * @param {Need[]} needs
 * @param {AbortSignal} signal
 * @throws {PlainError} which names the packages, on a system other than Debian and for users other than root
 */
export async function ensureDebianPackages(needs, signal) {
  const missing = needs.flatMap((need) => packages[need]).filter(({ isPresent }) => !isPresent());
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name);
  if (process.getuid?.() !== 0 || !(await isDebian())) {
    const list = missing.map((one) => `  ${one.name}  (${one.for})`).join('\n');
    throw new PlainError(
      `These Debian packages, or what your system has in their place, are missing:\n${list}\n` +
        `Install them and start again; as root on Debian: apt-get install ${names.join(' ')}`,
    );
  }
  console.log(`Setup: installing Debian packages: ${names.join(', ')}`);
  const options = { signal, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  await runOrThrow('apt-get', ['update', '-q'], options);
  await runOrThrow('apt-get', ['install', '-qy', '--no-install-recommends', ...names], options);
  const absent = missing.filter(({ isPresent }) => !isPresent()).map(({ name }) => name);
  if (absent.length > 0) throw new PlainError(`Still missing after the installation: ${absent.join(', ')}`);
}

/** @param {string} name @returns {() => boolean} */
function command(name) {
  return () => findCommand(name) !== undefined;
}

/**
 * Where a command is. Administrators' folders count: Debian keeps mke2fs there, out of a plain user's PATH.
 * @param {string} name
 * @returns {string | undefined}
 */
export function findCommand(name) {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => path.join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return statSync(file).isFile();
      } catch {
        return false;
      }
    });
}

/** Without any font Chromium draws boxes in place of letters. */
function hasFont() {
  return ['/usr/share/fonts', '/usr/local/share/fonts'].some((folder) => {
    try {
      return readdirSync(folder, { recursive: true }).some((file) => /\.(ttf|otf|ttc)$/.test(String(file)));
    } catch {
      return false;
    }
  });
}

async function isDebian() {
  try {
    await access('/etc/debian_version');
    return findCommand('apt-get') !== undefined;
  } catch {
    return false;
  }
}
