import type { ProblemCode } from '../../../engine/document';

export const list = (disks: string): string => `<domainbackup><disks>${disks}</disks></domainbackup>`;
export const toFile = (name: string, path: string): string =>
  `<disk name="${name}" type="file"><target file="${path}"/></disk>`;

/** A problem, a document with it, a fix for it, and the document after the fix; empty where others show it. */
export type FixCase = [code: ProblemCode, before: string, fix: string, after: string];

/** Documents that are not well-formed. */
export const formFixCases: FixCase[] = [
  [
    'attribute-without-value',
    list('<disk name="vda" backup/><disk name="vdb"/>'),
    'Write backup="no"',
    list('<disk name="vda" backup="no"/><disk name="vdb"/>'),
  ],
  [
    'attribute-without-value',
    list('<disk name="vda" backup=/>'),
    'Write backup="yes"',
    list('<disk name="vda" backup="yes"/>'),
  ],
  [
    'attribute-without-value',
    list('<disk name="vda" backup/>'),
    'Remove the attribute',
    list('<disk name="vda"/>'),
  ],
  [
    'dashes-in-comment',
    '<!-- a -- b --->\n<domainbackup/>',
    'Write "- -"',
    '<!-- a - - b - -->\n<domainbackup/>',
  ],
  [
    'doctype-ignored',
    '<!DOCTYPE domainbackup>\n<domainbackup/>',
    'Remove the document type declaration',
    '\n<domainbackup/>',
  ],
  [
    'duplicate-attribute',
    list('<disk name="vda" name="vda"/>'),
    'Remove the second "name"',
    list('<disk name="vda"/>'),
  ],
  [
    'invalid-character',
    '<domainbackup>\u0001</domainbackup>',
    'Remove the character',
    '<domainbackup></domainbackup>',
  ],
  ['invalid-namespace', '<domainbackup xmlns:xmlns="u"/>', 'Remove "xmlns:xmlns"', '<domainbackup/>'],
  [
    'malformed-instruction',
    '<domainbackup><?a+b?></domainbackup>',
    'Remove the instruction',
    '<domainbackup></domainbackup>',
  ],
  ['malformed-name', '<domainbackup a:="push"/>', 'Remove "a:"', '<domainbackup/>'],
  [
    'malformed-xml-declaration',
    '<?xml version="1.0" encodng="UTF-8"?>\n<domainbackup/>',
    'Write <?xml version="1.0" encoding="UTF-8"?>',
    '<?xml version="1.0" encoding="UTF-8"?>\n<domainbackup/>',
  ],
  [
    'mismatched-end-tag',
    list('<disk name="vda"></dsik>'),
    'Change the end tag to </disk>',
    list('<disk name="vda"></disk>'),
  ],
  [
    'misplaced-doctype',
    '<domainbackup/><!DOCTYPE a>',
    'Remove the document type declaration',
    '<domainbackup/>',
  ],
  [
    'misplaced-xml-declaration',
    '<!-- a -->\n<?xml version="1.0"?>\n<domainbackup/>',
    'Remove the XML declaration',
    '<!-- a -->\n<domainbackup/>',
  ],
  ['missing-equals', '<domainbackup mode"push"/>', 'Insert "="', '<domainbackup mode="push"/>'],
  ['missing-quotes', '<domainbackup mode=push/>', 'Put the value in quotes', '<domainbackup mode="push"/>'],
  ['missing-slash', list('<disk name="vda"><disk>'), 'Insert "/"', list('<disk name="vda"></disk>')],
  [
    'missing-space',
    list('<disk name="vda"backup="yes"/><disk name="vdb"/>'),
    'Insert a space',
    list('<disk name="vda" backup="yes"/><disk name="vdb"/>'),
  ],
  ['missing-space', list('<diskname="vda"/>'), 'Insert a space after "disk"', list('<disk name="vda"/>')],
  [
    'no-root-element',
    '<!-- nothing yet -->',
    'Insert <domainbackup>',
    '<!-- nothing yet -->\n<domainbackup>\n</domainbackup>\n',
  ],
  ['several-roots', '<domainbackup/>\n<domainbackup/>\n', 'Remove "domainbackup"', '<domainbackup/>\n'],
  [
    'text-outside-root',
    '<domainbackup/>\nmonday\n',
    'Make it a comment',
    '<domainbackup/>\n<!-- monday -->\n',
  ],
  ['text-outside-root', '<domainbackup/>\nmonday\n', 'Remove the text', '<domainbackup/>\n'],
  [
    'unbound-prefix',
    '<domainbackup><x:disks><disk name="vda"/></x:disks></domainbackup>',
    'Write "disks"',
    list('<disk name="vda"/>'),
  ],
  [
    'unbound-prefix',
    '<domainbackup>\n  <q:foo/>\n  <incremental>a</incremental>\n</domainbackup>',
    'Remove "q:foo"',
    '<domainbackup>\n  <incremental>a</incremental>\n</domainbackup>',
  ],
  ['unbound-prefix', '<domainbackup q:a="b"/>', 'Remove the attribute "q:a"', '<domainbackup/>'],
  [
    'unclosed-cdata',
    '<domainbackup><incremental><![CDATA[a</incremental></domainbackup>',
    'Insert "]]>"',
    '<domainbackup><incremental><![CDATA[a]]></incremental></domainbackup>',
  ],
  ['unclosed-comment', '<!-- a\n<domainbackup/>', 'Insert "-->"', '<!-- a -->\n<domainbackup/>'],
  [
    'unclosed-element',
    '<domainbackup>\n  <disks>\n    <disk name="vda"/>\n</domainbackup>',
    'Insert </disks>',
    '<domainbackup>\n  <disks>\n    <disk name="vda"/>\n  </disks>\n</domainbackup>',
  ],
  [
    'unclosed-element',
    '<domainbackup>\n  <disks>\n    <disk name="vda" type="file">\n      <target file="/a"/>\n    <disk name="vdb"/>\n  </disks>\n</domainbackup>',
    'Insert </disk>',
    '<domainbackup>\n  <disks>\n    <disk name="vda" type="file">\n      <target file="/a"/>\n    </disk>\n    <disk name="vdb"/>\n  </disks>\n</domainbackup>',
  ],
  [
    'unclosed-element',
    list('<disk name="vda"><disk name="vdb"/>'),
    'Insert </disk>',
    list('<disk name="vda"></disk><disk name="vdb"/>'),
  ],
  ['unclosed-instruction', '<?a\n<domainbackup/>', 'Insert "?>"', '<?a?>\n<domainbackup/>'],
  ['unclosed-quote', '<domainbackup mode="push/>', 'Close the quote', '<domainbackup mode="push"/>'],
  [
    'unclosed-start-tag',
    list('<disk name="vda" <disk name="vdb"/>'),
    'Insert "/>"',
    list('<disk name="vda"/> <disk name="vdb"/>'),
  ],
  [
    'mismatched-end-tag',
    list('\n<disk name="vda">\n</disks>\n'),
    'Change the end tag to </disk>',
    list('\n<disk name="vda">\n</disk>\n'),
  ],
  [
    'missing-slash',
    '<domainbackup><disks><disk name="vda"/><disks/></domainbackup>',
    'Put "/" before the name',
    list('<disk name="vda"/>'),
  ],
  ['missing-equals', list('<disk name:"vda"/>'), 'Write "="', list('<disk name="vda"/>')],
  ['missing-quotes', list('<disk name=“vda”/>'), 'Put the value in quotes', list('<disk name="vda"/>')],
  [
    'missing-quotes',
    list('<disk name="vda" type="file"><target file=/a b/></disk>'),
    'Put the value in quotes',
    list(toFile('vda', '/a b')),
  ],
  ['unexpected-character', list('<disk name="vda"/ >'), 'Remove it', list('<disk name="vda"/>')],
  ['unexpected-character', list('< disk name="vda"/>'), 'Remove it', list('<disk name="vda"/>')],
  [
    'unexpected-character',
    list('<disk name="vda",type="file"><target file="/a"/></disk>'),
    'Write a space',
    list(toFile('vda', '/a')),
  ],
  [
    'unclosed-quote',
    list('<disk name="vda" type=\'file"><target file="/a"/></disk>'),
    'Write the same quote at both ends',
    list('<disk name="vda" type=\'file\'><target file="/a"/></disk>'),
  ],
  [
    'unclosed-quote',
    list('<disk name="vda" type="file"><target file="/a></disk>'),
    'Close the quote and the tag',
    list(toFile('vda', '/a')),
  ],
  [
    'undefined-entity',
    '<domainbackup><incremental>a&nbsp;b</incremental></domainbackup>',
    'Write "&" as &amp;',
    '<domainbackup><incremental>a&amp;nbsp;b</incremental></domainbackup>',
  ],
  ['unescaped-ampersand', list(toFile('vda', '/a&b')), 'Write "&" as &amp;', list(toFile('vda', '/a&amp;b'))],
  [
    'unescaped-cdata-end',
    '<domainbackup><incremental>]]></incremental></domainbackup>',
    'Write "]]>" as ]]&gt;',
    '<domainbackup><incremental>]]&gt;</incremental></domainbackup>',
  ],
  ['unescaped-less-than', list(toFile('vda', '/a<b')), 'Write "<" as &lt;', list(toFile('vda', '/a&lt;b'))],
  ['unexpected-character', '<domainbackup mode="push" ,/>', 'Remove it', '<domainbackup mode="push" />'],
  [
    'unexpected-end-tag',
    '<domainbackup>\n  </disk>\n</domainbackup>',
    'Remove the end tag',
    '<domainbackup>\n</domainbackup>',
  ],
  ['unfinished-end-tag', list('<disk name="vda"></'), 'Write </disk>', list('<disk name="vda"></disk>')],
  [
    'unknown-markup',
    '<domainbackup>\n<! a >\n</domainbackup>',
    'Make it a comment',
    '<domainbackup>\n<!-- a -->\n</domainbackup>',
  ],
];
