import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkDocument, parseDocument } from '../../engine/document';
import { assertProblems, unmark } from './support/marked';

const push = (disks: string): string => `<domainbackup><disks>${disks}</disks></domainbackup>`;
const pull = (server: string): string => `<domainbackup mode="pull">${server}</domainbackup>`;

/** Where the schema has several branches, each slip is held against the branch that was most likely meant. */
const cases: [what: string, inputs: string[], expected: string[]][] = [
  [
    'a name beside a socket, in any order',
    [
      pull('<server transport="unix" socket="/x" ⟦name⟧="h"/>'),
      pull('<server ⟦name⟧="h" socket="/x" transport="unix"/>'),
    ],
    ['misplaced-attribute: attribute "name" is not allowed in this "server"; expected tls'],
  ],
  [
    'a socket under another name, whose transport is not said',
    [pull('<⟦server⟧ ⟦path⟧="/run/a"/>')],
    [
      'missing-attribute: attribute "transport" is missing; expected unix',
      'unknown-attribute: attribute "path" is not allowed in "server"; expected tls, transport, name, port or socket',
    ],
  ],
  [
    'the path of a socket as its name',
    [pull('<server transport="unix" ⟦name⟧="/run/a"/>'), pull('<server ⟦name⟧="/run/a" transport="unix"/>')],
    ['misplaced-attribute: attribute "name" is not allowed in this "server"; expected socket'],
  ],
  [
    'a transport that is empty',
    [pull('<⟦server⟧ transport="⟦⟧"/>')],
    [
      'missing-attribute: attribute "name" is missing',
      'invalid-value: value of attribute "transport" is empty; expected tcp or unix',
    ],
  ],
  [
    'a port beside a socket, in any order',
    [
      pull('<server ⟦port⟧="1" transport="unix" socket="/x"/>'),
      pull('<server socket="/x" ⟦port⟧="1" transport="unix"/>'),
    ],
    ['misplaced-attribute: attribute "port" is not allowed in this "server"; expected tls'],
  ],
  [
    'a transport that does not go with anything beside it, in any order',
    [
      pull('<server transport="⟦unix⟧" name="h" port="1"/>'),
      pull('<server port="1" name="h" transport="⟦unix⟧"/>'),
    ],
    ['invalid-value: value of attribute "transport" is "unix"; expected tcp'],
  ],
  [
    'a disk that stays out and has a target, in any order',
    [
      push('<disk name="vda" type="file" backup="⟦no⟧"><target file="/a"/></disk><disk name="vdb"/>'),
      push('<disk backup="⟦no⟧" name="vda" type="file"><target file="/a"/></disk><disk name="vdb"/>'),
    ],
    ['invalid-value: value of attribute "backup" is "no"; expected yes'],
  ],
  [
    'a disk that stays out and has a type, in any order',
    [
      push('<disk name="vda" ⟦type⟧="file" backup="no"/><disk name="vdb"/>'),
      push('<disk backup="no" ⟦type⟧="file" name="vda"/><disk name="vdb"/>'),
    ],
    [
      'misplaced-attribute: attribute "type" is not allowed in this "disk"; expected backupmode or incremental',
    ],
  ],
  [
    'a missing mode, wherever the server is',
    [
      '<⟦domainbackup⟧><server name="h"/><disks><disk name="vda" type="file"><scratch file="/x"/></disk></disks></domainbackup>',
      '<⟦domainbackup⟧><disks><disk name="vda" type="file"><scratch file="/x"/></disk></disks><server name="h"/></domainbackup>',
      '<⟦domainbackup⟧><disks><disk name="vda" exportname="x"/></disks><server name="h"/></domainbackup>',
      '<⟦domainbackup⟧><incremental>a</incremental><server name="h"/></domainbackup>',
    ],
    ['missing-attribute: attribute "mode" is missing; "server" needs it; expected pull'],
  ],
  [
    'a server in a push backup whose disks have targets',
    [
      push(
        '<disk name="vda" type="file"><target file="/a"/></disk><disk name="vdb" type="file"><target file="/b"/></disk>',
      ).replace('</disks>', '</disks><⟦server⟧ name="h"/>'),
    ],
    ['misplaced-element: element "server" is not allowed here; expected incremental'],
  ],
  [
    'a file for a block device',
    [
      push('<disk name="vda" type="block"><target ⟦file⟧="/a"/></disk>'),
      push(
        '<disk name="vda" type="block"><target ⟦file⟧="/a"><encryption format="luks"><secret type="passphrase" usage="x"/></encryption></target></disk>',
      ),
      '<domainbackup><disk name="vda" type="block"><target ⟦file⟧="/a" format="qcow2"/></disk></domainbackup>',
    ],
    ['misplaced-attribute: attribute "file" is not allowed in this "target"; expected dev'],
  ],
  [
    'a device for a file',
    [push('<disk name="vda" type="file"><target ⟦dev⟧="/a"/></disk>')],
    ['misplaced-attribute: attribute "dev" is not allowed in this "target"; expected file'],
  ],
  [
    'a device for a scratch file',
    [pull('<server name="h"/><disks><disk name="vda" type="file"><scratch ⟦dev⟧="/a"/></disk></disks>')],
    ['misplaced-attribute: attribute "dev" is not allowed in this "scratch"; expected file'],
  ],
  [
    'a device for a file, with a path that is not absolute',
    [push('<disk name="vda" type="file"><target ⟦dev⟧="⟦a⟧"/></disk>')],
    [
      'misplaced-attribute: attribute "dev" is not allowed in this "target"; expected file',
      'invalid-value: value of attribute "dev" is "a"; expected an absolute path',
    ],
  ],
  [
    'a missing type beside a file',
    [push('<⟦disk⟧ name="vda"><target file="/a"/></disk>')],
    ['missing-attribute: attribute "type" is missing; "target" needs it; expected file'],
  ],
  [
    'a missing type beside a device',
    [push('<⟦disk⟧ name="vda"><target dev="/a"/></disk>')],
    ['missing-attribute: attribute "type" is missing; "target" needs it; expected block'],
  ],
  [
    'a missing transport beside a socket',
    [pull('<⟦server⟧ socket="/a"/>')],
    ['missing-attribute: attribute "transport" is missing; expected unix'],
  ],
  [
    'a second list',
    [push('<disk name="vda"/></disks><⟦disks⟧><disk name="vdb"/>')],
    ['misplaced-element: element "disks" is already there; expected incremental'],
  ],
  [
    'a second driver',
    [push('<disk name="vda" type="file"><driver type="raw"/><⟦driver⟧ type="raw"/></disk>')],
    ['misplaced-element: element "driver" is already there; expected target'],
  ],
];

describe('A slip is held against what was most likely meant', () => {
  for (const [what, inputs, expected] of cases) {
    test(what, () => {
      for (const input of inputs) {
        const marked = unmark(input);
        assertProblems(marked, checkDocument(parseDocument(marked.text)), expected);
      }
    });
  }

  test('what is there twice is told with the place of the first', () => {
    const { text, ranges } = unmark(
      push('<disk name="vda"/></disks><⟦disks⟧><disk name="vdb"/>').replace('<disks>', '<⟦disks⟧>'),
    );
    const [problem] = checkDocument(parseDocument(text));
    const told = problem?.related?.map(({ range, message }) => ({ range, message }));
    assert.deepEqual(told, [{ range: ranges[0], message: 'first "disks"' }]);
  });
});
