import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { abilitiesOf } from '../../server/clientAbilities';
import { createLanguageService } from '../../server/languageService';
import { stopwatch } from '../support/stopwatch';
import { actingCapabilities } from './support/actionCheck';
import { manyAttributes } from './support/manyAttributes';

/** What a step of a check, or an answer, may take, in ms: a half of what nothing may take. */
const mostMs = 1000;

const root = (inside: string): string => `<domainbackup>${inside}</domainbackup>`;
const texts: [what: string, text: string, last: RegExp][] = [
  ['a root with very many attributes', `<domainbackup ${manyAttributes(2e5)}/>`, /not looked for/],
  [
    'a disk with very many attributes',
    root(`<disks><disk ${manyAttributes(2e5)}/></disks>`),
    /not looked for/,
  ],
  ['an attribute again and again', `<domainbackup ${'mode="push" '.repeat(2e5)}/>`, /not looked for/],
  ['many attributes with a prefix', `<domainbackup ${manyAttributes(5e4, 'p:')}/>`, /not looked for/],
  ['5 MB of ampersands', root('&'.repeat(5e6)), /not looked for/],
  ['5 MB of ampersands in a value', `<domainbackup mode="${'&'.repeat(5e6)}"/>`, /not looked for/],
  ['5 MB of control characters', root('\u0001a'.repeat(2.5e6)), /not looked for/],
  ['many references', root('&lt;'.repeat(4e5)), /text is not allowed/],
];

for (const [what, text, last] of texts) {
  test(`${what}: the check pauses in time, and completion is answered in time`, () => {
    const service = createLanguageService(abilitiesOf(actingCapabilities));
    const open = (uri: string): TextDocument => TextDocument.create(uri, 'domainbackup', 1, text);
    const steps = service.validation(open('file:///checked.xml'));
    let longest = 0;
    for (;;) {
      const time = stopwatch();
      const step = steps.next();
      longest = Math.max(longest, time());
      if (step.done !== true) continue;
      assert.match(JSON.stringify(step.value.at(-1)?.message), last);
      break;
    }
    assert.ok(longest < mostMs, `a step took ${Math.round(longest)} ms`);
    const asked = open('file:///completed.xml');
    const middle = asked.positionAt(text.length / 2);
    const time = stopwatch();
    service.complete(asked, middle, undefined);
    const took = time();
    assert.ok(took < mostMs, `completion took ${Math.round(took)} ms`);
  });
}
