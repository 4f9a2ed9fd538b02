import { testSlips, type Slip } from './support/slips';

const inDisk = (text: string): string =>
  `<domainbackup><disks><disk name="vda" type="file">${text}</disks></domainbackup>`;

const unclosed = (name: string): string => `unclosed-element: element "${name}" has no end tag </${name}>`;
const mismatched = (given: string, name: string): string =>
  `mismatched-end-tag: end tag </${given}> does not match <${name}>; expected </${name}>`;
const tooMany = (name: string): string => `unexpected-end-tag: end tag </${name}> ends no open element`;

const slips: Slip[] = [
  [
    'a misspelled end tag behind an element without one',
    inDisk('<⟦driver⟧ type="qcow2"></⟦dsik⟧><disk name="vdb"/>'),
    [unclosed('driver'), mismatched('dsik', 'disk')],
  ],
  [
    'a misspelled end tag behind an element that has taken what follows it',
    inDisk('<⟦driver⟧ type="qcow2">\n<target file="/a"/></⟦dsik⟧>'),
    [unclosed('driver'), mismatched('dsik', 'disk')],
  ],
  [
    'the same in two disks',
    inDisk('<⟦driver⟧></⟦dsik⟧><disk><⟦driver⟧></⟦dsik⟧>'),
    [unclosed('driver'), mismatched('dsik', 'disk'), unclosed('driver'), mismatched('dsik', 'disk')],
  ],
  [
    "the root's misspelled end tag where others are missing",
    '<domainbackup><⟦disks⟧><⟦disk⟧ name="vda"></⟦domainbackp⟧>',
    [unclosed('disks'), unclosed('disk'), mismatched('domainbackp', 'domainbackup')],
  ],
  [
    'a name that is less like the innermost one',
    '<domainbackup><disks><⟦disk⟧ name="vda"></⟦dsiks⟧></domainbackup>',
    [unclosed('disk'), mismatched('dsiks', 'disks')],
  ],
  [
    'a misspelled end tag before a right one',
    inDisk('<target><⟦encryption⟧></⟦targt⟧></disk>'),
    [unclosed('encryption'), mismatched('targt', 'target')],
  ],
  [
    'two misspelled end tags, one behind the other',
    inDisk('<target file="/a"></⟦targt⟧></⟦dsk⟧>'),
    [mismatched('targt', 'target'), mismatched('dsk', 'disk')],
  ],
  [
    'a misspelled end tag of each of three',
    '<domainbackup><disks><disk></⟦dsk⟧></⟦dsiks⟧></⟦domainbackp⟧>',
    [mismatched('dsk', 'disk'), mismatched('dsiks', 'disks'), mismatched('domainbackp', 'domainbackup')],
  ],
  [
    'an end tag too many, like an outer one, before all that are right',
    inDisk('<target file="/a"></⟦dsik⟧></target></disk>'),
    [tooMany('dsik')],
  ],
  [
    'an end tag like an outer one, which is ended by its own',
    inDisk('<target file="/a"></⟦dsik⟧></disk>'),
    [mismatched('dsik', 'target')],
  ],
  [
    'an end tag like an outer one behind half a start tag',
    inDisk('<⟦target⟧ file="/a"\n</⟦dsik⟧>'),
    ['unclosed-start-tag: the start tag of "target" must end with ">" or "/>"', mismatched('dsik', 'disk')],
  ],
  [
    'half an end tag like an outer one',
    inDisk('<⟦driver⟧>⟦</dsik⟧\n'),
    [unclosed('driver'), 'unfinished-end-tag: the end tag is not finished; expected </disk>'],
  ],
];

testSlips(slips);
