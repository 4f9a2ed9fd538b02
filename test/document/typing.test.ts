import { testSlips, type Slip } from './support/slips';

const list = (disks: string): string => `<domainbackup><disks>${disks}</disks></domainbackup>`;

/** Slips of a hand on a keyboard that would lead to more errors if they were taken by the letter. */
const slips: Slip[] = [
  [
    "the end tag of the list in place of the disk's",
    list('<disk name="vda">\n</⟦disks⟧>\n'),
    ['mismatched-end-tag: end tag </disks> does not match <disk>; expected </disk>'],
  ],
  [
    "the end tag of the list in place of the first disk's",
    list('<disk name="vda">\n</⟦disks⟧>\n<disk name="vdb"/>'),
    ['mismatched-end-tag: end tag </disks> does not match <disk>; expected </disk>'],
  ],
  [
    'an end tag with its slash at the end',
    '<domainbackup><disks><disk name="vda"/><⟦disks⟧/></domainbackup>',
    ['missing-slash: <disks/> opens another "disks", and nothing ends the first one; expected </disks>'],
  ],
  [
    'a comment without end inside an element',
    '<domainbackup>⟦<!--⟧ x\n<disks></disks></domainbackup>',
    ['unclosed-comment: the comment has no end "-->"'],
  ],
  [
    'a quote that has taken the end of the tag with it',
    list('<disk name=⟦"vda⟧>\n'),
    ['unclosed-quote: the value of attribute "name" has no closing quote'],
  ],
  [
    'a colon for an equals sign',
    list('<disk ⟦name:⟧"vda"/>'),
    ['missing-equals: "=" is missing after attribute "name"'],
  ],
  [
    'a space inside the end of a tag',
    list('<disk name="vda"/⟦ ⟧>'),
    ['unexpected-character: white space is not expected between "/" and ">"'],
  ],
  [
    'a space before the name',
    list('<⟦ ⟧disk name="vda"/>'),
    ['unexpected-character: white space is not expected between "<" and "disk"'],
  ],
  [
    'a space before the name of an element with content',
    list('<⟦ ⟧disk name="vda" type="file"><target file="/a"/></disk>'),
    ['unexpected-character: white space is not expected between "<" and "disk"'],
  ],
  [
    'typographic quotes',
    list('<disk name=⟦“vda”⟧/>'),
    ['missing-quotes: the value of attribute "name" must be in straight quotes'],
  ],
  [
    'typographic quotes around words',
    list('<disk name="vda" type="file"><target file=⟦„/a b“⟧/></disk>'),
    ['missing-quotes: the value of attribute "file" must be in straight quotes'],
  ],
  [
    'a comma between attributes',
    list('<disk name="vda"⟦,⟧type="file"/>'),
    ['unexpected-character: "," is not expected in a tag'],
  ],
  [
    'a path with a space and without quotes',
    list('<disk name="vda" type="file"><target file=⟦/a b⟧/></disk>'),
    ['missing-quotes: the value of attribute "file" must be in quotes'],
  ],
  [
    'a path without quotes before another attribute',
    list('<disk name="vda" type="file"><target file=⟦/a⟧ format="raw"/></disk>'),
    ['missing-quotes: the value of attribute "file" must be in quotes'],
  ],
];

testSlips(slips);
