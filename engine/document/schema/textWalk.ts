import { isBlank, withoutOddSpaces } from '../xml/characters';
import { firstWord, type TextRun } from './contentNodes';
import { takeEach } from './frontier';
import type { Frame, WalkContext } from './walkContext';
import { expecting, quoted, say } from '../wording';
import { contentWords, narrowed, sampleValues } from './words';

/** Takes a run of text, or reports it. */
export function takeText(context: WalkContext, frame: Frame, run: TextRun): void {
  const info = context.info(frame.path)?.text;
  // White space between elements is layout, and an empty CDATA section is no text at all.
  if (run.content === '' || (!info && isBlank(run.content))) return;
  if (context.frontier.take(['text', withoutOddSpaces(run.content)]) === 'taken') return;
  const possible = context.frontier.possible();
  const name = frame.element.name.text;
  if (possible.values.length === 0 && possible.otherValues === 'none') {
    if (run.origin === 'remainder') return;
    const word = firstWord(run.content);
    const isStartTag = run.origin === 'start-tag' || possible.elements.includes(word);
    const wording = isStartTag
      ? say('text is not allowed in "{0}"; is "<" missing before "{1}"?', name, word)
      : say('text is not allowed in "{0}"', name);
    context.report('unexpected-text', run.range, wording, isStartTag ? [`<${word}`] : []);
    if (run.endTag) context.explained.add(run.endTag.name.range);
    // The element that it was meant to be is not missing, too.
    if (isStartTag) frame.content = 'unfinished';
    return;
  }
  const wanted = narrowed(info, possible);
  const wording = say('text of element "{0}" is {1}', name, quoted(run.content.trim()));
  context.report(
    'invalid-text',
    run.range,
    expecting(wording, contentWords(wanted)),
    wanted.values.map((each) => each.value),
  );
  const taken = context.frontier.fork(frame.depth, (walker) =>
    takeEach(walker, sampleValues(narrowed(info, walker.possible())), (value) => [['text', value]]),
  );
  // Its absence is not another error.
  if (taken === 'refused') frame.content = 'unfinished';
}
