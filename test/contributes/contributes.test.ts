import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parseSpeed, SLOWEST_SPEED } from '../../engine/speed';

interface Command {
  command: string;
  enablement?: string;
}
interface Entry {
  command: string;
  when?: string;
  group?: string;
}
interface Setting {
  pattern?: string;
  scope?: string;
  description?: string;
  markdownDescription?: string;
}
interface Manifest {
  contributes: {
    commands: Command[];
    menus: Record<string, Entry[]>;
    views: Record<string, { when?: string }[]>;
    viewsWelcome: { when?: string }[];
    walkthroughs: { steps: { completionEvents: string[] }[] }[];
    configuration: { title: string; properties: Record<string, Setting> }[];
  };
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
}

const { contributes, capabilities } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const { commandPalette = [], ...menus } = contributes.menus;
const placed = Object.values(menus).flat();

test('every command is reached by keyboard: from the palette, or from the menu of a row', () => {
  for (const { command } of contributes.commands) {
    const inPalette = commandPalette.find((entry) => entry.command === command)?.when !== 'false';
    // Inline actions are for the mouse; a row's menu opens with Shift+F10.
    const inMenu = placed.some(
      (entry) => entry.command === command && entry.group?.startsWith('inline') !== true,
    );
    assert.ok(inPalette || inMenu, command);
  }
});

test('every command is in the palette, at least while there is something to do it with', () => {
  const hidden = commandPalette.filter(({ when }) => when === 'false');
  assert.deepEqual(hidden, []);
});

test('a command that needs a trusted workspace shows in none that is not', () => {
  const needsTrust = contributes.commands.filter(({ enablement }) => enablement === 'isWorkspaceTrusted');
  assert.ok(needsTrust.length > 0);
  for (const { command } of needsTrust) {
    const when = commandPalette.find((entry) => entry.command === command)?.when ?? '';
    assert.match(when, /^isWorkspaceTrusted\b/, command);
  }
});

test('the palette and the editor offer a start on backup documents alone, and the rest where it can be of use', () => {
  const whens = (command: string, entries: Entry[]): (string | undefined)[] =>
    entries.filter((entry) => entry.command === command).map(({ when }) => when);
  const editor = contributes.menus['editor/title'] ?? [];
  for (const command of ['domainbackup.start', 'domainbackup.startWithCheckpoint']) {
    const startable = 'isWorkspaceTrusted && resourcePath in domainbackup.startable';
    assert.deepEqual(whens(command, commandPalette), [startable]);
    assert.deepEqual(whens(command, editor), [startable]);
  }
  assert.deepEqual(whens('domainbackup.check', commandPalette), ['resourcePath in domainbackup.documents']);
  // A machine that answers, or that nobody has looked at; a machine that did not answer.
  assert.match(whens('domainbackup.newBackup', commandPalette)[0] ?? '', /domainbackup\.unreachable == no$/);
  assert.match(whens('domainbackup.reconnect', commandPalette)[0] ?? '', /domainbackup\.reconnectable$/);
});

test('the log and the document of a backup are one click away on its row, while it runs and ever after', () => {
  const inline = (contributes.menus['view/item/context'] ?? []).filter(({ group }) =>
    group?.startsWith('inline@'),
  );
  const isInline = (command: string, row: string): boolean =>
    inline.some((entry) => {
      const pattern = /viewItem =~ \/(.*)\/$/.exec(entry.when ?? '')?.[1];
      return entry.command === command && pattern !== undefined && new RegExp(pattern).test(row);
    });
  for (const row of ['run running', 'run completed', 'past completed']) {
    for (const [command, ability] of [
      ['domainbackup.showRunLog', 'logged'],
      ['domainbackup.openRunDocument', 'documented'],
    ] as const) {
      assert.ok(isInline(command, `${row} ${ability}`), `${command} on ${row}`);
      assert.ok(!isInline(command, row), `${command} on ${row}`);
    }
  }
});

/** Every file of a folder and those below it. */
function sources(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
}

test('every context key that the manifest asks for is set somewhere', () => {
  const conditions = [
    ...[...commandPalette, ...placed].map(({ when }) => when ?? ''),
    ...Object.values(contributes.views).flatMap((views) => views.map(({ when }) => when ?? '')),
    ...contributes.viewsWelcome.map(({ when }) => when ?? ''),
    ...contributes.walkthroughs.flatMap(({ steps }) =>
      steps.flatMap(({ completionEvents }) =>
        completionEvents.flatMap((event) => /^onContext:(.*)$/.exec(event)?.[1] ?? []),
      ),
    ),
  ];
  const asked = new Set(
    conditions.flatMap((condition) =>
      [...condition.matchAll(/(?<!view == )\bdomainbackup\.(\w+)/g)].map(([, key]) => key ?? ''),
    ),
  );
  assert.ok(asked.has('startable') && asked.has('isRunning'));
  const setters = sources('client').filter((text) => text.includes(`'setContext'`));
  for (const key of asked)
    assert.ok(
      setters.some((text) => new RegExp(`'(domainbackup\\.)?${key}'`).test(text)),
      key,
    );
});

test('no step of the walkthrough is done because a command was called, or a view shown: either may come to nothing', () => {
  const events = contributes.walkthroughs.flatMap(({ steps }) =>
    steps.flatMap(({ completionEvents }) => completionEvents),
  );
  assert.deepEqual(
    events.filter((event) => !event.startsWith('onContext:')),
    [],
  );
});

test('every setting is described and stands in a titled group, and no workspace can say what is connected to', () => {
  for (const { title, properties } of contributes.configuration) {
    assert.match(title, /^%settings\./);
    for (const [name, setting] of Object.entries(properties)) {
      assert.ok(setting.scope, name);
      assert.ok(setting.description ?? setting.markdownDescription, name);
    }
  }
  const settings = Object.assign(
    {},
    ...contributes.configuration.map(({ properties }) => properties),
  ) as Record<string, Setting>;
  // No workspace decides what is connected to, nor whether a guest waits or files stay after an error.
  for (const name of ['connections', 'history.folders', 'backup.onError', 'backup.partialFiles'])
    assert.equal(settings[`domainbackup.${name}`]?.scope, 'machine', name);
  const { restrictedConfigurations } = capabilities.untrustedWorkspaces;
  const ofRuns = Object.keys(settings).filter((name) => name.startsWith('domainbackup.backup.'));
  for (const name of [...ofRuns, 'domainbackup.connections', 'domainbackup.schema'])
    assert.ok(restrictedConfigurations.includes(name), name);
});

test('the setting of the speed marks what a backup would be refused for, and nothing else', () => {
  const settings = contributes.configuration.flatMap(({ properties }) => Object.entries(properties));
  // As Settings tries it.
  const pattern = new RegExp(Object.fromEntries(settings)['domainbackup.backup.speed']?.pattern ?? '', 'u');
  const isTaken = (text: string): boolean => {
    const speed = parseSpeed(text);
    return speed !== undefined && (speed === 0 || speed >= SLOWEST_SPEED);
  };
  const wholes = [
    ...Array.from({ length: 130 }, (_, number) => number),
    999,
    1000,
    1023,
    1024,
    4096,
    9999,
    10_000,
    65_499,
    65_530,
    65_535,
    65_536,
    65_537,
    65_600,
    66_000,
    70_000,
    99_999,
    100_000,
    999_999,
    1e9,
    999_999_999,
    1e12,
    9e14,
    2 ** 50,
    1e16,
  ].map(String);
  const parts = [
    '0',
    '00',
    '.',
    '.0',
    '.00',
    '.5',
    '.001',
    '.05',
    '.06',
    '.0624',
    '.0625',
    '.063',
    '.07',
    '.1',
    '.999',
  ];
  const numbers = wholes.flatMap((whole) => [whole, `0${whole}`, ...parts.map((part) => `${whole}${part}`)]);
  const units = [
    '',
    'K',
    'k',
    'M',
    'm',
    'G',
    'g',
    'T',
    ' K',
    ' MiB/s',
    'GB',
    'kib/S',
    'B',
    ' B/s',
    'i',
    'Mb/',
    '/s',
    'KK',
  ];
  for (const number of [
    ...numbers,
    '',
    '-1',
    '-8',
    '+8',
    '1e9',
    'fast',
    '.5',
    '0.00001',
    '0.00007',
    '0.0001',
  ])
    for (const unit of units)
      for (const text of [`${number}${unit}`, ` ${number}${unit} `]) {
        // At the fastest of all, 900 TiB a second and more, the pattern is coarser.
        if ((parseSpeed(text) ?? 0) >= 1e15 * 0.9) continue;
        assert.equal(pattern.test(text), isTaken(text), `"${text}"`);
      }
  assert.ok(isTaken('64K') && !isTaken('63K') && !isTaken('8K') && isTaken('0.0625M'));
  // Which mark a decimal has is up to the language of the window.
  assert.ok(pattern.test('1,5M') && !pattern.test('0,01M'));
});
