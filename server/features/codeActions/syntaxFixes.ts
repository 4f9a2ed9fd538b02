import * as l10n from '@vscode/l10n';
import { locate, type ProblemCode } from '../../../engine/document';
import { closedOnLine, endTagFor } from './endings';
import { fix, insertion, removal, replacement, uncovering, type Fix, type FixRequest } from './fix';
import { misplacedDeclaration } from './movedMarkup';
import { lineEndOf, removeAttribute, removeWithLine, renameElement } from './textEdits';
import { unexpectedCharacter } from './unexpectedCharacter';
import { attributeAt, elementAt, textAt } from './whereabouts';

type FixMaker = (request: FixRequest) => Fix[];

/** Ways to mend what is not well-formed. */
export const syntaxFixes: Partial<Record<ProblemCode, FixMaker>> = {
  'attribute-without-value': (request) => {
    const attribute = attributeAt(request);
    return attribute
      ? [fix(l10n.t('Remove the attribute'), 'possible', removeAttribute(request.xml.text, attribute))]
      : [];
  },
  'dashes-in-comment': ({ xml, problem: { range } }) => {
    const place = locate(xml, range.start);
    if (place.kind !== 'comment') return [];
    const { start, end } = place.range;
    const inside = xml.text.slice(start + 4, end - 3);
    const written = inside.replace(/-(?=-)/g, '- ').replace(/-$/, '- ');
    return [fix(l10n.t('Write "- -"'), 'certain', replacement({ start: start + 4, end: end - 3 }, written))];
  },
  'doctype-ignored': (request) => removed(request, l10n.t('Remove the document type declaration'), 'likely'),
  'duplicate-attribute': (request) => {
    const attribute = attributeAt(request);
    if (!attribute) return [];
    const { text } = attribute.name;
    const first = attribute.element.attributes.find(({ name }) => name.text === text);
    const second = removeAttribute(request.xml.text, attribute);
    const title = l10n.t('Remove the second "{0}"', text);
    if (!first || first === attribute) return [fix(title, 'likely', second)];
    if (first.value && first.value.text === attribute.value?.text) return [fix(title, 'certain', second)];
    return [
      fix(title, 'likely', second),
      fix(l10n.t('Remove the first "{0}"', text), 'likely', removeAttribute(request.xml.text, first)),
    ];
  },
  'invalid-character': ({ problem: { range } }) => [
    fix(l10n.t('Remove the character'), 'likely', removal(range)),
  ],
  'invalid-namespace': removeTheAttribute,
  'malformed-instruction': ({ xml, problem: { range } }) => {
    const { kind, range: whole } = locate(xml, range.start + 1);
    return kind === 'instruction' ? [fix(l10n.t('Remove the instruction'), 'possible', removal(whole))] : [];
  },
  'malformed-name': removeTheAttribute,
  'malformed-xml-declaration': ({ xml }) => {
    const declaration = /^\uFEFF?<\?xml[^>]*\?>/i.exec(xml.text)?.[0];
    if (declaration === undefined) return [];
    const start = declaration.startsWith('\uFEFF') ? 1 : 0;
    const proper = '<?xml version="1.0" encoding="UTF-8"?>';
    return [
      fix(l10n.t('Write {0}', proper), 'likely', replacement({ start, end: declaration.length }, proper)),
    ];
  },
  'mismatched-end-tag': (request) => {
    const element = elementAt(request);
    if (!element?.endTag) return [];
    const { name, endTag } = element;
    return [
      fix(
        l10n.t('Change the end tag to </{0}>', name.text),
        'certain',
        replacement(endTag.name.range, name.text),
      ),
      fix(
        l10n.t('Change the start tag to <{0}>', endTag.name.text),
        'possible',
        ...renameElement(element, endTag.name.text),
      ),
    ];
  },
  'misplaced-doctype': (request) => {
    const { kind, range } = locate(request.xml, request.problem.range.start + 1);
    return kind === 'doctype'
      ? [fix(l10n.t('Remove the document type declaration'), 'likely', removal(range))]
      : [];
  },
  'misplaced-xml-declaration': ({ xml, problem: { range } }) => {
    const { kind, range: whole } = locate(xml, range.start + 1);
    if (kind !== 'instruction') return [];
    return misplacedDeclaration(xml.text, whole);
  },
  'missing-equals': ({ xml, problem: { range } }) => {
    const colon = { start: range.end - 1, end: range.end };
    if (xml.text.charAt(colon.start) === ':')
      return [fix(l10n.t('Write "="'), 'certain', replacement(colon, '='))];
    const gap = /[ \t]*(?=["'])/y;
    gap.lastIndex = range.end;
    const end = range.end + (gap.exec(xml.text)?.[0].length ?? 0);
    return [fix(l10n.t('Insert "="'), 'certain', replacement({ start: range.end, end }, '='))];
  },
  'missing-quotes': ({ xml, problem: { range } }) => {
    const written = xml.text
      .slice(range.start, range.end)
      .replaceAll(/^[“”„‟«»‘’‚]|^["']{2}|[“”„‟«»‘’‚"']$|["']{2}$/g, '');
    const quote = written.includes('"') ? "'" : '"';
    return [
      fix(l10n.t('Put the value in quotes'), 'certain', replacement(range, `${quote}${written}${quote}`)),
    ];
  },
  'missing-slash': ({ xml, problem: { range } }) => {
    const slash = insertion(range.start, '/');
    const end = xml.text.indexOf('/', range.end);
    // In `<disks/>` for `</disks>` there is one at the other end.
    return /^\s*\/>/.test(xml.text.slice(range.end, end + 2))
      ? [
          fix(
            l10n.t('Put "/" before the name'),
            'certain',
            slash,
            removal({ start: range.end, end: end + 1 }),
          ),
        ]
      : [fix(l10n.t('Insert "/"'), 'certain', slash)];
  },
  'missing-space': ({ xml, problem: { range } }) => {
    const { text } = xml;
    // Between two attributes the second one is reported; between element and attribute, both together.
    const before = text.charAt(range.start - 1);
    if (before === '"' || before === "'")
      return [fix(l10n.t('Insert a space'), 'certain', insertion(range.start, ' '))];
    const name = text.slice(range.start, range.end);
    return ['disk', 'server', 'target', 'scratch', 'driver', 'domainbackup']
      .filter((each) => name.startsWith(each) && name.length > each.length)
      .map((each) =>
        fix(l10n.t('Insert a space after "{0}"', each), 'certain', insertion(range.start + each.length, ' ')),
      );
  },
  'no-root-element': ({ xml: { text } }) => {
    const lineEnd = lineEndOf(text);
    const gap = text.trim() === '' || /[\r\n]$/.test(text) ? '' : lineEnd;
    const markup = `${gap}<domainbackup>${lineEnd}</domainbackup>${lineEnd}`;
    return [fix(l10n.t('Insert <domainbackup>'), 'likely', insertion(text.length, markup))];
  },
  'several-roots': (request) => removedElement(request, 'possible'),
  'text-outside-root': (request) => {
    const { offers = [], range } = request.problem;
    if (offers.length === 0) return commentedOrRemoved(request);
    // Nothing else has been looked at.
    return [uncovering('anything', fix(l10n.t('Insert "<"'), 'certain', insertion(range.start, '<')))];
  },
  'unbound-prefix': (request) => {
    const { xml, problem } = request;
    const name = xml.text.slice(problem.range.start, problem.range.end);
    const local = name.slice(name.indexOf(':') + 1);
    const attribute = attributeAt(request);
    const element = elementAt(request);
    const title = l10n.t('Write "{0}"', local);
    if (attribute) {
      const without = removeAttribute(xml.text, attribute);
      return [
        fix(title, 'likely', replacement(attribute.name.range, local)),
        fix(l10n.t('Remove the attribute "{0}"', name), 'possible', without),
      ];
    }
    if (!element) return [];
    const renamed = fix(title, 'likely', ...renameElement(element, local));
    return element.parent ? [renamed, ...removedElement(request, 'possible')] : [renamed];
  },
  'unclosed-cdata': (request) => closedOnLine(request, ']]>'),
  'unclosed-comment': (request) => closedOnLine(request, '-->'),
  'unclosed-element': (request) => {
    const element = elementAt(request);
    if (!element) return [];
    const mend = fix(l10n.t('Insert </{0}>', element.name.text), 'certain', endTagFor(request, element));
    // What an element without end does not go with is seen once it has one.
    return [uncovering(['mixed-dialects'], mend)];
  },
  'unclosed-instruction': (request) => closedOnLine(request, '?>'),
  'unclosed-quote': (request) => {
    const attribute = attributeAt(request);
    if (!attribute) return [];
    const { text } = request.xml;
    const { start, end } = request.problem.range;
    const quote = text.charAt(start);
    const last = { start: end - 1, end };
    if (end - start > 1 && /["']/.test(text.charAt(last.start)))
      return [fix(l10n.t('Write the same quote at both ends'), 'certain', replacement(last, quote))];
    const { startTag, endTag } = attribute.element;
    const closed = fix(l10n.t('Close the quote'), 'certain', insertion(end, quote));
    if (endTag || startTag.form !== 'open') return [closed];
    return [closed, fix(l10n.t('Close the quote and the tag'), 'certain', insertion(end, `${quote}/`))];
  },
  'unclosed-start-tag': (request) => {
    const element = elementAt(request);
    if (!element) return [];
    const { text } = request.xml;
    const end = text.slice(0, element.startTag.range.end).trimEnd().length;
    const slash = text.charAt(end - 1) === '/' ? '>' : '/>';
    const [first, second] = element.endTag ? ['>', slash] : [slash, '>'];
    return [first, second].map((tagEnd, index) =>
      fix(l10n.t('Insert "{0}"', tagEnd), index === 0 ? 'certain' : 'possible', insertion(end, tagEnd)),
    );
  },
  'undefined-entity': (request) => {
    const { start } = request.problem.range;
    return [fix(l10n.t('Write "&" as &amp;'), 'likely', replacement({ start, end: start + 1 }, '&amp;'))];
  },
  'unescaped-ampersand': ({ problem: { range } }) => [
    fix(
      l10n.t('Write "&" as &amp;'),
      'certain',
      replacement({ start: range.start, end: range.start + 1 }, '&amp;'),
    ),
  ],
  'unescaped-cdata-end': ({ problem: { range } }) => [
    fix(l10n.t('Write "]]>" as ]]&gt;'), 'certain', replacement(range, ']]&gt;')),
  ],
  'unescaped-less-than': (request) => {
    const { range } = request.problem;
    const without = removal(range);
    // Where no text is allowed, the character is none either.
    if (textAt(request) === 'forbidden') return [fix(l10n.t('Remove "<"'), 'likely', without)];
    return [
      fix(l10n.t('Write "<" as &lt;'), 'certain', replacement(range, '&lt;')),
      fix(l10n.t('Remove "<"'), 'possible', without),
    ];
  },
  'unexpected-character': unexpectedCharacter,
  'unexpected-end-tag': ({ xml, problem: { range } }) => {
    const start = xml.text.lastIndexOf('<', range.start);
    const end = xml.text.indexOf('>', range.end) + 1;
    const { element } = locate(xml, range.start);
    const slash = (element?.startTag.range.end ?? 0) - '/>'.length;
    if (element?.endTag?.range.start === start && xml.text.startsWith('/>', slash)) {
      return [fix(l10n.t('Remove "/"'), 'certain', removal({ start: slash, end: slash + 1 }))];
    }
    return end === 0
      ? []
      : [fix(l10n.t('Remove the end tag'), 'likely', removeWithLine(xml.text, { start, end }))];
  },
  'unfinished-end-tag': ({ xml, problem: { range } }) => {
    const { element } = locate(xml, range.end);
    if (!element || element.name.text === '') return [];
    const end = xml.text.charAt(range.end) === '>' ? range.end + 1 : range.end;
    const markup = `</${element.name.text}>`;
    return [fix(l10n.t('Write {0}', markup), 'certain', replacement({ start: range.start, end }, markup))];
  },
  'unknown-markup': ({ xml, problem: { range } }) => {
    const inside = xml.text
      .slice(range.start + 2, range.end)
      .replace(/>$/, '')
      .replace(/^-+|-+$/g, '')
      .trim();
    return [
      fix(
        l10n.t('Make it a comment'),
        'possible',
        replacement(range, `<!-- ${inside.replace(/-(?=-)/g, '- ')} -->`),
      ),
      fix(l10n.t('Remove it'), 'possible', removal(range)),
    ];
  },
};

function removeTheAttribute(request: FixRequest): Fix[] {
  const attribute = attributeAt(request);
  if (!attribute) return [];
  return [
    fix(l10n.t('Remove "{0}"', attribute.name.text), 'likely', removeAttribute(request.xml.text, attribute)),
  ];
}

function removed({ xml, problem }: FixRequest, title: string, confidence: Fix['confidence']): Fix[] {
  return [fix(title, confidence, removeWithLine(xml.text, problem.range))];
}

/** Removes the whole element whose name is reported. */
export function removedElement(request: FixRequest, confidence: Fix['confidence']): Fix[] {
  const element = elementAt(request);
  if (!element) return [];
  const title = l10n.t('Remove "{0}"', element.name.text);
  return [fix(title, confidence, removeWithLine(request.xml.text, element.range))];
}

/** For text in a place where there must be none. */
export function commentedOrRemoved({ xml, problem: { range } }: FixRequest): Fix[] {
  const text = xml.text.slice(range.start, range.end);
  // What belongs to markup is worth no comment.
  if (/^(?:[<>/]+|&|&[\w.-]+;|\]\]>)$/.test(text))
    return [fix(l10n.t('Remove the text'), 'likely', removal(range))];
  const comment = `<!-- ${text.replace(/-(?=-)/g, '- ').replace(/-$/, '- ')} -->`;
  return [
    fix(l10n.t('Make it a comment'), 'possible', replacement(range, comment)),
    fix(l10n.t('Remove the text'), 'possible', removeWithLine(xml.text, range)),
  ];
}
