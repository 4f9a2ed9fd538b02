import type { Severity } from '../engine/document';

/** How a kind of problem is shown; `off`: not at all. `hint` is LSP's least severity. */
export type ShownSeverity = Severity | 'hint' | 'off';

/** What the user has set under `domainbackup`, defaults filled in. */
export interface Settings {
  validation: 'on' | 'off';
  /** By problem code, for the codes that the user wants otherwise than they are. */
  severity: ReadonlyMap<string, ShownSeverity>;
  inlayHints: 'on' | 'off';
  /** The path of the user's own schema; empty: none. */
  schema: string;
}

export const defaultSettings: Settings = {
  validation: 'on',
  severity: new Map(),
  inlayHints: 'on',
  schema: '',
};

const severities: ReadonlySet<unknown> = new Set<ShownSeverity>([
  'error',
  'warning',
  'information',
  'hint',
  'off',
]);

/** Reads the section `domainbackup` of a client's settings. What is absent or of the wrong kind keeps its default. */
export function readSettings(section: unknown): Settings {
  const validation = entry(section, 'validation');
  const schema = entry(section, 'schema');
  const severity = Object.entries(entry(validation, 'severity') ?? {});
  return {
    validation: entry(validation, 'enabled') === false ? 'off' : 'on',
    severity: new Map(severity.filter((each): each is [string, ShownSeverity] => severities.has(each[1]))),
    inlayHints: entry(entry(section, 'inlayHints'), 'enabled') === false ? 'off' : 'on',
    schema: typeof schema === 'string' ? schema.trim() : '',
  };
}

function entry(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
