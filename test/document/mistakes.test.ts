import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkDocument, parseDocument, type DocumentProblem } from '../../engine/document';
import { mistakesIn } from './support/mistakes';

/** Together they have every element and attribute, in both dialects and in checkpoints. */
const documents: [name: string, text: string][] = [
  ...['libvirt/diskModes', 'libvirt/pullUnix', 'libvirt/pullTcp', 'libvirt/pushEncrypted']
    .concat('libvirt/pushLabelled', 'libvirt/pullFileDescriptor', 'rfc/multiDisk', 'rfc/explicitFormat')
    .map((name): [string, string] => [name, readFileSync(`test/fixtures/${name}.xml`, 'utf8')]),
  ['differential', readFileSync('examples/differential.xml', 'utf8')],
  [
    'a checkpoint',
    `<domaincheckpoint>
  <name>monday</name>
  <description>After the full backup</description>
  <disks>
    <disk name="vda" checkpoint="bitmap" bitmap="a"/>
    <disk name="/images/b" checkpoint="no"/>
  </disks>
</domaincheckpoint>`,
  ],
  [
    'a checkpoint as libvirt writes it',
    '<domaincheckpoint><name>a</name><creationTime>12</creationTime><parent><name>b</name></parent></domaincheckpoint>',
  ],
];

for (const [name, text] of documents) {
  test(`one mistake in ${name} is one problem, and two where something was moved, at its old place and its new one`, () => {
    const before = new Set(problemsOf(text).map(inWords));
    let mistakes = 0;
    for (const mistake of mistakesIn(text)) {
      const problems = problemsOf(mistake.text).filter((problem) => !before.has(inWords(problem)));
      const most = mistake.what.includes(' moved ') ? 2 : 1;
      const told = problems.map(inWords).join('\n');
      assert.ok(problems.length <= most, `${mistake.what}:\n${told}\nin\n${mistake.text}`);
      mistakes += 1;
    }
    assert.ok(mistakes > 50, `${mistakes} mistakes`);
  });
}

function problemsOf(text: string): DocumentProblem[] {
  return checkDocument(parseDocument(text));
}

function inWords({ code, message }: DocumentProblem): string {
  return `${code}: ${message}`;
}
