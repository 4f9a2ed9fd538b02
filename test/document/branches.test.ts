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
});
