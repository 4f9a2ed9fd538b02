import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readTreeFromJSON } from 'salve-annos';
import { checkDocument, parseDocument, type DocumentProblem } from '../../engine/document';
import { compileSchema } from '../../engine/document/schema/compile';
import { salveVerdict } from '../schema/salveVerdict';
import { mistakesIn } from './support/mistakes';

const grammars = Promise.all(
  ['domainbackup', 'domaincheckpoint'].map(async (name) => {
    const schema = await compileSchema(readFileSync(`schemas/${name}.rng`, 'utf8'));
    return readTreeFromJSON(schema.grammar);
  }),
);

/** Whether one of the schemas allows a text, as another program sees it; what is malformed, none does. */
async function isValid(text: string): Promise<boolean> {
  const all = await grammars;
  try {
    return all.some((grammar) => salveVerdict(grammar, text) === 'valid');
  } catch {
    return false;
  }
}

/** A slip that has nothing to do with others: it must show whatever else is wrong. */
const unrelated = '<disk name="sdz" color="red"/>';

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
  test(`one mistake in ${name} is one problem, and two where something was moved, at its old place and its new one`, async () => {
    const before = new Set(problemsOf(text).map(inWords));
    let mistakes = 0;
    for (const mistake of mistakesIn(text)) {
      const problems = problemsOf(mistake.text).filter((problem) => !before.has(inWords(problem)));
      const most = mistake.what.includes(' moved ') ? 2 : 1;
      const told = problems.map(inWords).join('\n');
      const least = (await isValid(mistake.text)) ? 0 : 1;
      const isExpected = problems.length >= least && problems.length <= most;
      assert.ok(isExpected, `${mistake.what}:\n${told}\nin\n${mistake.text}`);
      mistakes += 1;
    }
    assert.ok(mistakes > 50, `${mistakes} mistakes`);
  });
}

test('a mistake hides no other one on another disk', () => {
  let mistakes = 0;
  for (const [name, text] of documents.filter(([, each]) => each.includes('<disk '))) {
    const last = text.lastIndexOf('</disk');
    const whole = text.startsWith('</disks', last) ? text.slice(0, last) + unrelated + text.slice(last) : '';
    for (const mistake of mistakesIn(whole)) {
      // What is wrong with the list itself, or with the slip, is another matter.
      if (!mistake.text.includes(unrelated) || /"(?:disks|domain\w+)"|^"disk" moved/.test(mistake.what))
        continue;
      const told = problemsOf(mistake.text).map(inWords).join('\n');
      assert.ok(
        told.includes('attribute "color"'),
        `${mistake.what} in ${name}:\n${told}\nin\n${mistake.text}`,
      );
      mistakes += 1;
    }
  }
  assert.ok(mistakes > 500, `${mistakes} mistakes`);
});

function problemsOf(text: string): DocumentProblem[] {
  return checkDocument(parseDocument(text));
}

function inWords({ code, message }: DocumentProblem): string {
  return `${code}: ${message}`;
}
