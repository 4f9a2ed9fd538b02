/** What salve says, by what a person can make something of; the first that fits. */
const words: [said: RegExp, meant: string][] = [
  [
    /^circularity on the definition named (.*)$/,
    'the definition "$1" refers to itself, with no element in between',
  ],
  [
    /^more than one (define|start) without @combine$/,
    'of several <$1> of one name, all but one need the attribute "combine"',
  ],
  [/^inconsistent values on (\w+)\/@combine$/, 'several <$1> of one name have different values of "combine"'],
  [/^prohibited path: (\w+)\/\/(\w+)\/\/(\w+)$/, '<$3> must not stand in <$2> in <$1>'],
  // Its message about this fails itself.
  [
    /^no attribute named name$/,
    'data, values and lists do not go together with each other, or with elements, in one group',
  ],
  [/^.*internal logic is incorrect.*$/, 'RELAX NG does not allow this name, or this attribute'],
  [
    /^tag not allowed here with these attributes: (<\w+>) must choose either (.*)$/,
    '$1 is not allowed here; expected $2',
  ],
  [/^tag not allowed here with these attributes: (<\w+>).*$/, '$1 is not allowed here'],
  [/^(\w+)(?:\/(\w+))?\/\/(\w+)$/, '<$3> must not stand in <$1>, nor in what that refers to'],
];

/** A message of salve's in words. It writes names as JSON, and some messages on several lines. */
export function inWords(message: string): string {
  const said = message.replaceAll('\n', ' ').replaceAll(/\{"ns":"[^"]*","name":"([^"]*)"\}/g, '<$1>');
  // What is called "ref" there is an element: each has a definition of its own by then.
  const named = said.replace(/\/\/ref$/, '//element');
  const found = words.find(([pattern]) => pattern.test(named));
  return found ? named.replace(...found) : named;
}
