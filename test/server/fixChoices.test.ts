import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ProblemCode } from '../../engine/document';
import { actionsFor } from './support/actionCheck';
import { list, toFile } from './support/formFixCases';

describe('Of all quick fixes, what is offered', () => {
  const onlyOf: [what: string, before: string, code: ProblemCode, titles: string[]][] = [
    [
      'makes no name of what has no letter in it',
      '<domaincheckpoint><name>😀</name></domaincheckpoint>',
      'invalid-text',
      [],
    ],
    [
      'says the same as the message about what a server needs',
      '<domainbackup><server/><disks><disk name="vda" type="file"><target file="/a"/></disk></disks></domainbackup>',
      'missing-attribute',
      ['Add mode="pull"', 'Add name="localhost"', 'Add name="127.0.0.1"', 'Add name="::1"'],
    ],
    [
      'writes no name without its prefix that has no place there',
      '<domainbackup xmlns:x="urn:x"><disks><disk name="vda"/><x:meta/></disks></domainbackup>',
      'foreign-namespace',
      ['Remove "x:meta"'],
    ],
    [
      'does not make a backup of the XML of a machine',
      '<domain type="kvm"><name>a</name><devices/></domain>',
      'unknown-element',
      [],
    ],
    ['does not make one of a small one either', '<domain><name>x</name></domain>', 'unknown-element', []],
    [
      'does not make a checkpoint of a snapshot',
      '<domainsnapshot><name>x</name></domainsnapshot>',
      'unknown-element',
      [],
    ],
    [
      'gives another root its name where that mends the document',
      '<store><disks><disk name="vda" backup="yes"/></disks></store>',
      'unknown-element',
      ['Write "domainbackup"'],
    ],
    [
      'takes an entity away where no text is allowed',
      list('&nbsp;<disk name="vda"/>'),
      'unexpected-text',
      ['Remove the text'],
    ],
    [
      'looks for a file beside the document, and not in the root folder',
      list(toFile('vda', './a.qcow2')),
      'invalid-value',
      ['Write /backups/a.qcow2'],
    ],
    [
      'takes a longer path for one beside the document first',
      list(toFile('vda', 'mnt/a.qcow2')),
      'invalid-value',
      ['Write /backups/mnt/a.qcow2', 'Write /mnt/a.qcow2'],
    ],
  ];
  for (const [what, before, code, titles] of onlyOf) {
    test(what, async () => {
      const { actions } = await actionsFor(before);
      const own = actions.filter((action) => action.diagnostics?.[0]?.code === code);
      assert.deepEqual(
        own.map(({ title }) => title),
        titles,
      );
      assert.equal(
        own[0]?.isPreferred ?? false,
        titles.length > 0 && !['unknown-element', 'foreign-namespace'].includes(code),
      );
    });
  }
});
