import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDocument, parseDocument } from '../../engine/document';

const documents = [
  `<domainbackup mode="pull">
  <incremental>monday</incremental>
  <server transport="unix" socket="/run/s"/>
  <disks>
    <disk name="vda" type="file">
      <driver type="qcow2"/>
      <scratch file="/a">
        <encryption format="luks"><secret type="passphrase" usage="x"/></encryption>
      </scratch>
    </disk>
    <disk name="vdb" backup="no"/>
    <disk name="vdc"></disk>
  </disks>
</domainbackup>
`,
  `<domainbackup>
  <name>x</name>
  <disk name="vda" type="block"><target dev="/dev/x" format="qcow2"/></disk>
  <disk name="vdb"><target file='/b'/></disk>
</domainbackup>`,
];

test('one character too few in the content of a backup is one problem, or none', () => {
  for (const document of documents) {
    assert.deepEqual(problemsOf(document), []);
    for (let at = document.indexOf('>'); at < document.length; at += 1) {
      const text = document.slice(0, at) + document.slice(at + 1);
      const problems = problemsOf(text);
      assert(problems.length <= 1, `${problems.join('\n')}\nin\n${text}`);
    }
  }
});

function problemsOf(text: string): string[] {
  return checkDocument(parseDocument(text)).map(
    ({ code, message, range }) =>
      `${code}: ${message} at ${JSON.stringify(text.slice(range.start, range.end))}`,
  );
}
