import type { ConversionResult } from 'salve-annos';
import { bracketed, checkDatatypes } from './datatypes';
import { tabulateElements } from './elementTable';
import { faultLine } from './faultLine';
import { inWords } from './faultWords';
import { parseRng } from './rngTree';
import type { CompiledSchema } from './schema';
import { SchemaError } from './schemaError';

type SalveElement = ConversionResult['simplified'];

/** The version of salve's JSON format that `readTreeFromJSON` understands. */
const grammarFormat = 3;

/**
 * Compiles a schema in RELAX NG's XML syntax, all in one file.
 *
 * @throws SchemaError where the schema is broken, says so in one sentence, and names the line where that is known.
 */
export async function compileSchema(rng: string): Promise<CompiledSchema> {
  // Our own checks go first, because their messages have line numbers and salve's have none.
  const root = parseRng(rng);
  const elements = tabulateElements(root);
  // Only who compiles a schema needs these parts of salve; loading them takes time.
  const { registry } = await import('salve-annos/lib/salve/datatypes.js');
  checkDatatypes(root, registry);
  return { grammar: await convert(rng), elements };
}

async function convert(rng: string): Promise<string> {
  try {
    return await converted(rng);
  } catch (error) {
    const line = await faultLine(rng, messageOf(error), (text) =>
      converted(text).then(() => undefined, messageOf),
    );
    const place = line === undefined ? undefined : { line };
    throw new SchemaError(`it is not valid RELAX NG: ${inWords(messageOf(error))}`, { place, cause: error });
  }
}

/** @throws what salve throws, without a place */
async function converted(rng: string): Promise<string> {
  const { convertRNGToPattern, writeTreeToJSON } = await import('salve-annos');
  const { simplified } = await convertRNGToPattern(new URL('file:///schema.rng'), {
    createManifest: false,
    manifestHashAlgorithm: 'SHA-1',
    // Whatever salve asks for, it gets the text at hand; nothing is read from a disk or a network.
    resourceLoader: { load: (url) => Promise.resolve({ url, getText: () => Promise.resolve(rng) }) },
    idCheck: false,
  });
  bracketPatterns(simplified);
  return withoutRawControls(writeTreeToJSON(simplified, grammarFormat));
}

/** salve leaves line ends and tabs in strings of its JSON as they are, which JSON forbids; elsewhere it writes none. */
function withoutRawControls(json: string): string {
  return json.replaceAll(/\p{Cc}/gu, (control) => JSON.stringify(control).slice(1, -1));
}

function bracketPatterns(element: SalveElement): void {
  const isPattern = element.local === 'param' && element.getAttribute('name') === 'pattern';
  for (const child of element.children) {
    if (child.kind === 'element') bracketPatterns(child);
    else if (isPattern) Object.assign(child, { text: bracketed(child.text) });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
