import path from 'node:path';

/** Options of `code` that take their value as the next argument when there is no `=`. */
const valued = new Set([
  'extensionTestsPath',
  'extensionDevelopmentPath',
  'user-data-dir',
  'extensions-dir',
  'install-extension',
]);

/** A command line of VS Code's `code`, as far as tests use it. */
export interface CommandLine {
  /** Every value of an option, in order; the empty string when it stands without one. */
  values(option: string): string[];
  /** The option's last value. */
  value(option: string): string | undefined;
  has(option: string): boolean;
  /** The absolute path of the folder or workspace to open. */
  target: string | undefined;
}

/** Reads the arguments that follow `code`. Unknown options are kept and have no meaning. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const options = new Map<string, string[]>();
  const targets: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    const [, name, given] = /^--([^=]+)(?:=([\s\S]*))?$/.exec(arg) ?? [];
    if (name !== undefined) {
      const value = given ?? (valued.has(name) ? args[++at] : undefined);
      options.set(name, [...(options.get(name) ?? []), value ?? '']);
    } else if (!/^-[a-z]$/.test(arg)) {
      targets.push(arg);
    }
  }
  const values = (option: string) => options.get(option) ?? [];
  const [target] = targets;
  return {
    values,
    value: (option) => values(option).at(-1),
    has: (option) => options.has(option),
    target: target === undefined ? undefined : toFilePath(target),
  };
}

/** The file path that a path, a `file:` URI or a `vscode-remote:` URI names. */
function toFilePath(pathOrUri: string): string {
  const uri = /^(?:file:\/\/|vscode-remote:\/\/[^/]*)(.*)$/.exec(pathOrUri);
  return path.resolve(uri === null ? pathOrUri : decodeURIComponent(uri[1] ?? ''));
}

/**
 * The workbench's address for a folder or workspace and the switches that desktop VS Code has on its command line.
 * The workbench reads those from `payload`, and only under the server's `--enable-smoke-test-driver`.
 */
export function workbenchAddress(base: string, commandLine: CommandLine): string {
  const payload = [
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
    ...commandLine
      .values('extensionDevelopmentPath')
      .map((folder) => ['extensionDevelopmentPath', toRemoteUri(folder)]),
  ];
  const tests = commandLine.value('extensionTestsPath');
  if (tests !== undefined) {
    // With a debugId the extension host's output reaches the page's console, marked as such.
    payload.push(['extensionTestsPath', toRemoteUri(tests)], ['debugId', 'code-host']);
  }
  if (commandLine.has('disable-extensions')) payload.push(['disableExtensions', 'true']);
  const query = new URLSearchParams({ payload: JSON.stringify(payload) });
  const { target } = commandLine;
  if (target === undefined) query.set('ew', 'true');
  else query.set(target.endsWith('.code-workspace') ? 'workspace' : 'folder', target);
  return `${base}/?${query.toString()}`;
}

/** The authority is literally "remote": the web workbench replaces it. */
function toRemoteUri(pathOrUri: string): string {
  return `vscode-remote://remote${encodeURI(toFilePath(pathOrUri))}`;
}
