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
  [
    'unknown-element',
    '<domainbackup><incremental><name>tuesday</name></incremental></domainbackup>',
    'Write it as text',
    '<domainbackup><incremental>tuesday</incremental></domainbackup>',
  ],
  [
    'unknown-element',
    '<domainbackup><incremental><checkpoint name="tuesday"/></incremental></domainbackup>',
    'Write it as text',
    '<domainbackup><incremental>tuesday</incremental></domainbackup>',
  ],
  [
    'unknown-attribute',
    '<domainbackup><incremental checkpoint="tuesday"/></domainbackup>',
    'Write it as text',
    '<domainbackup><incremental>tuesday</incremental></domainbackup>',
  ],
  [
    'unknown-attribute',
    '<domaincheckpoint><name value="a"><!-- b --></name></domaincheckpoint>',
    'Write it as text',
    '<domaincheckpoint><name>a<!-- b --></name></domaincheckpoint>',
  ],
  [
    'unknown-attribute',
    '<domaincheckpoint>\n  <parent name="sunday"/>\n</domaincheckpoint>',
    'Write it as the element <name>',
    '<domaincheckpoint>\n  <parent>\n    <name>sunday</name>\n  </parent>\n</domaincheckpoint>',
  ],
];
