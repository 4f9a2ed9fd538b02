import path from 'node:path';
import { formatQmpAddress } from '../../engine';
import { isOn, readOptions, type OptionValues } from './options';

/** A running QEMU, by its command line. */
export interface QemuCommand {
  /** The guest's name; absent where it was given none, and for qemu-storage-daemon. */
  name?: string;
  program: string;
  /** The QMP monitors that a client may connect to, as `domainbackup.connections` names them. */
  sockets: string[];
}

/** The programs that speak QMP. Distributions rename or wrap them. */
const programs = /^\.?(?:qemu-system-[a-z0-9_]+|qemu-kvm|kvm|qemu-storage-daemon)(?:-wrapped)?$/;

/**
 * Reads the command line of a process.
 * @param cwd where its relative paths start; monitors with such a path are left out where it is not known
 * @returns undefined where it is no QEMU
 */
export function readQemuCommand(argv: readonly string[], cwd: string | undefined): QemuCommand | undefined {
  const program = path.basename(argv[0] ?? '');
  if (!programs.test(program)) return undefined;
  const options = readArguments(argv.slice(1));
  const all = (...names: string[]) =>
    options.filter(([name]) => names.includes(name)).map(([, text]) => text);
  const chardevs = new Map(
    all('chardev').map((text) => {
      const values = readOptions(text, 'backend');
      return [values.get('id') ?? '', values];
    }),
  );
  const monitors = [
    ...all('qmp', 'qmp-pretty').map((text) => readCharacterDevice(text)),
    ...all('mon', 'monitor').map((text) => {
      const values = readOptions(text, 'chardev');
      // qemu-storage-daemon's monitors speak QMP unless told otherwise; QEMU's `-monitor` takes no such list.
      const mode = values.get('mode') ?? (program.includes('storage-daemon') ? 'control' : 'readline');
      return mode === 'control' ? chardevs.get(values.get('chardev') ?? '') : undefined;
    }),
  ];
  const sockets = monitors.flatMap((values) => (values === undefined ? [] : listensAt(values, cwd)));
  const name = all('name')
    .map((text) => readOptions(text, 'guest').get('guest'))
    .at(-1);
  return { program, sockets: [...new Set(sockets)], ...(name !== undefined && name !== '' && { name }) };
}

/** `-option value`, `--option value` and `--option=value`, in order. */
function readArguments(args: readonly string[]): [name: string, text: string][] {
  return args.flatMap((arg, index) => {
    const [, name, text] = /^--?([a-z][a-z-]*)(?:=([^]*))?$/.exec(arg) ?? [];
    return name === undefined ? [] : [[name, text ?? args[index + 1] ?? '']];
  });
}

/** QEMU's short form, `unix:/run/vm.qmp,server=on` or `tcp:host:port,server`, as the members of a `-chardev`. */
function readCharacterDevice(text: string): OptionValues | undefined {
  const [, kind, rest] = /^(unix|tcp):([^]*)$/.exec(text) ?? [];
  if (rest === undefined) return undefined;
  const values = new Map(readOptions(rest, kind === 'unix' ? 'path' : 'at'));
  const [, host, port] = /^(.*):(\d+)$/.exec(values.get('at') ?? '') ?? [];
  if (host !== undefined && port !== undefined) values.set('host', host).set('port', port);
  return values.set('backend', 'socket');
}

/** Where a `-chardev socket` waits for clients: nowhere, where it is a client itself or was handed an open socket. */
function listensAt(values: OptionValues, cwd: string | undefined): string[] {
  const get = (name: string) =>
    values.get(name) ?? values.get(`backend.data.addr.data.${name}`) ?? values.get(`addr.${name}`);
  const backend = values.get('backend') ?? values.get('backend.type');
  if (backend !== 'socket' || !isOn(get('server') ?? values.get('backend.data.server'))) return [];
  if (isOn(get('abstract'))) return [];
  const file = get('path');
  if (file !== undefined) {
    if (path.isAbsolute(file)) return [path.normalize(file)];
    return cwd === undefined ? [] : [path.join(cwd, file)];
  }
  const port = Number(get('port'));
  if (!Number.isInteger(port) || port < 1) return [];
  const host = (get('host') ?? '').replace(/^\[|\]$/g, '');
  // A port of all addresses is reached on this host itself.
  const reached = host === '' || host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return [formatQmpAddress({ kind: 'tcp', host: reached, port })];
}
