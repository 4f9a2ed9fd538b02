import assert from 'node:assert/strict';
import test from 'node:test';
import { QmpProtocolError } from '../../engine/qmp';
import { JsonFraming } from '../../engine/qmp/framing';
import { ObjectWalk } from '../../engine/qmp/objectWalk';
import { Random } from '../support/random';

const values = [
  { return: {} },
  { event: 'X', data: { text: 'ä€😀', quoted: 'a "}" \\ b', deep: [[{ a: [] }]] } },
  { id: 3, return: ['{', '[', '"', '\\'] },
];
const forms: Array<[name: string, text: string]> = [
  ['on lines that end in CRLF', values.map((value) => `${JSON.stringify(value)}\r\n`).join('')],
  ['without anything in between', values.map((value) => JSON.stringify(value)).join('')],
  ['spread over many lines', values.map((value) => `${JSON.stringify(value, null, '\t')}\n`).join('\n')],
];

function feed(framing: JsonFraming, ...chunks: Array<Buffer | string>): unknown[] {
  return chunks.flatMap((chunk) => [...framing.push(Buffer.from(chunk))]);
}

for (const [name, text] of forms) {
  const bytes = Buffer.from(text);
  test(`messages ${name} are told apart, wherever the stream is cut`, () => {
    for (let at = 0; at <= bytes.length; at++) {
      assert.deepEqual(feed(new JsonFraming(), bytes.subarray(0, at), bytes.subarray(at)), values);
    }
  });

  test(`messages ${name} are told apart when they come byte by byte`, () => {
    const single = Array.from(bytes, (byte) => Buffer.of(byte));
    assert.deepEqual(feed(new JsonFraming(), ...single), values);
  });
}

test('a message counts as soon as its last brace is there, without a line end', () => {
  assert.deepEqual(feed(new JsonFraming(), '{"return": {}}'), [{ return: {} }]);
});

test('a long message in very many chunks costs no more than its length', () => {
  const framing = new JsonFraming();
  const chunk = Buffer.from('0123456789');
  assert.deepEqual(feed(framing, '{"a":"'), []);
  for (let count = 0; count < 400_000; count++) {
    assert.equal(framing.push(chunk).next().done, true);
  }
  const [value] = feed(framing, '"}') as [{ a: string }];
  assert.equal(value.a.length, 4_000_000);
});

const broken: Array<[name: string, text: string, message: RegExp]> = [
  ['an answer of HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n', /sent "HTTP\/1\.1 400/],
  ['a prompt', "QEMU 7.2 monitor - type 'help'", /sent "QEMU 7\.2 monitor/],
  ['a bare number', '\r\n42\r\n', /where a JSON object should begin/],
  ['a list', '[{}]', /where a JSON object should begin/],
  ['bytes that are no text', '\0\x01\x02', /where a JSON object should begin/],
  ['a bracket where a brace belongs', '{"a":1]\r\n', /sent broken JSON/],
  ['braces without JSON within', '{a}', /sent broken JSON/],
];

for (const [name, text, message] of broken) {
  test(`${name} is refused, with its beginning in the message`, () => {
    assert.throws(
      () => feed(new JsonFraming(), text),
      (error) => error instanceof QmpProtocolError && message.test(error.message),
    );
  });
}

for (const [name, space, end] of [
  ['on one line', undefined, '\r\n'],
  ['on one line without its end', undefined, ''],
  ['on many lines', 1, '\n'],
] as const) {
  test(`a long message ${name} is taken as a whole, and what follows it too`, () => {
    const long = { return: Array.from({ length: 3000 }, (_, id) => ({ id, name: `ä"}${id}` })) };
    const bytes = Buffer.from(`${JSON.stringify(long, undefined, space)}${end}{"id":1}`);
    for (const size of [20_000, 4096, bytes.length]) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      assert.deepEqual(feed(new JsonFraming(), ...chunks), [long, { id: 1 }]);
    }
  });
}

test('messages in front of garbage still count', () => {
  const stream = new JsonFraming().push(Buffer.from('{"a":1} oops'));
  assert.deepEqual(stream.next().value, { a: 1 });
  assert.throws(() => stream.next(), QmpProtocolError);
});

test('a message without an end is refused at the limit, in one chunk or in many', () => {
  assert.throws(() => feed(new JsonFraming(100), `{"a":"${'x'.repeat(100)}`), /longer than 100 bytes/);
  const framing = new JsonFraming(100);
  assert.throws(() => feed(framing, ...Array<string>(101).fill('{"a":')), /longer than 100 bytes/);
});

test('the limit is for one message, not for the stream', () => {
  const text = `{"a":"${'x'.repeat(80)}"}`;
  assert.equal(feed(new JsonFraming(100), ...Array<string>(50).fill(text)).length, 50);
});

test('each message of a random stream is handed out with its last byte, wherever the stream is cut', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = new Random(seed);
    const { bytes, messages, ends } = randomStream(random);
    const framing = new JsonFraming();
    const handedOut: unknown[] = [];
    const longest = random.pick([40, 300, 5000, 70_000]);
    for (let at = 0; at < bytes.length;) {
      const end = at + 1 + random.below(longest);
      handedOut.push(...framing.push(bytes.subarray(at, end)));
      at = end;
      assert.equal(
        handedOut.length,
        ends.filter((whole) => whole <= end).length,
        `seed ${seed}, byte ${end}`,
      );
    }
    assert.deepEqual(handedOut, messages, `seed ${seed}`);
  }
});

/** Messages of any size and form, and where in the stream each ends. */
function randomStream(random: Random): { bytes: Buffer; messages: unknown[]; ends: number[] } {
  const words = ['', 'ä€😀', '} ', '"}{"', '\\', '}\n{', 'vda'];
  let text = '';
  const messages: unknown[] = [];
  const ends: number[] = [];
  for (let count = 1 + random.below(12); count > 0; count--) {
    const length = random.pick([0, 1, 3, 30, 30, 30, 800]);
    const message = {
      return: Array.from({ length }, (_, id) => ({ id, [random.pick(words)]: { in: [random.pick(words)] } })),
    };
    text += random.chance(0.3) ? JSON.stringify(message, null, random.pick([1, 4])) : JSON.stringify(message);
    messages.push(message);
    ends.push(Buffer.byteLength(text));
    text += random.pick(['\r\n', '\r\n', '\n', '', ' ', '\t\n\n ']);
  }
  return { bytes: Buffer.from(text), messages, ends };
}

for (const [name, message] of [
  ['empty ones', '{}'],
  ['ones with a blank behind them', '{} '],
  ['ones that look over before they are', '{"a":{} ,"b":"} "}'],
  ['ones of two lines each', '{\n}'],
] as const) {
  test(`very many messages in one chunk cost no more than its length: ${name}`, (t) => {
    const bytes = Buffer.from(`${message.repeat((64 * 1024) / message.length)}\r\n`);
    let parsed = 0;
    let walked = 0;
    const { parse } = JSON;
    const endIn = Reflect.get(ObjectWalk.prototype, 'endIn');
    t.mock.method(JSON, 'parse', (text: string): unknown => {
      parsed += text.length;
      return parse(text);
    });
    t.mock.method(ObjectWalk.prototype, 'endIn', function (this: ObjectWalk, part: Buffer, from: number) {
      const end = endIn.call(this, part, from);
      walked += (end === -1 ? part.length : end) - from;
      return end;
    });
    assert.ok(feed(new JsonFraming(), bytes).length > 1000);
    assert.ok(parsed <= 2 * bytes.length, `${parsed} of ${bytes.length} bytes parsed`);
    assert.ok(walked <= bytes.length, `${walked} of ${bytes.length} bytes walked over`);
  });
}
