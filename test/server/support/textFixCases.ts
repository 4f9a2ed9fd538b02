import type { FixCase } from './formFixCases';

const named = (name: string): string => `<domaincheckpoint><name>${name}</name></domaincheckpoint>`;

/** What is written as text, or in the place of one. What stands beside it stays. */
export const textFixCases: FixCase[] = [
  [
    'invalid-text',
    named('before<!-- the big update -->update 12'),
    'Write "beforeupdate-12"',
    named('beforeupdate-12<!-- the big update -->'),
  ],
  ['invalid-text', named('<![CDATA[a b]]>'), 'Write "a-b"', named('a-b')],
  ['invalid-text', named('a&amp;b'), 'Write "a-b"', named('a-b')],
  ['invalid-text', named('a&#32;b'), 'Write "a-b"', named('a-b')],
  ['invalid-text', named('a<?x y?>b c'), 'Write "ab-c"', named('ab-c<?x y?>')],
  ['invalid-text', named('monday!'), 'Write "monday"', named('monday')],
  [
    'unclosed-element',
    '<domainbackup><name>\n<disks><disk name="vda"/></disks></domainbackup>',
    'Insert </name>',
    '<domainbackup><name></name>\n<disks><disk name="vda"/></disks></domainbackup>',
  ],
  [
    'missing-checkpoint',
    '<domainbackup><incremental><!-- the last good one: tuesday --></incremental></domainbackup>',
    'Write monday',
    '<domainbackup><incremental>monday<!-- the last good one: tuesday --></incremental></domainbackup>',
  ],
];
