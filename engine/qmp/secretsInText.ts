/** What stands in for a secret. */
export const hidden = '(left out)';

/**
 * `user:password@` of an address, and iSCSI's `user%password@`, to the last `@` that there is: a password may have
 * any character in it, though it should not. A port is none.
 */
const credentials = /(?<=:\/\/[^\s/?#":%[]*)[:%](?!\d{1,5}(?:[/?#]|$))\S*@/g;

/** The values in the query of an address: signatures, tokens. The path of an NBD server's socket is none. */
const queryValue = /(?<=[?&](?!socket=)[^\s=&?]+=)[^\s&]+/g;

/** The key of a Ceph image, `rbd:pool/image:key=…`, where a colon may be escaped. */
const rbdKey = /(?<=\brbd:\S*:key=)(?:\\.|[^\s:\\])+/g;

/** Where QEMU's `json:{…}` begins, in a file name or in a message that tells of one. */
const jsonName = /json:\s*(?=\{)/;

/**
 * A text without the passwords and keys in the names of network storage; source: the page on QEMU's block drivers
 * (qemu-block-drivers(7)).
 * @param withoutSecrets the same for what a `json:` name holds
 */
export function withoutSecretsInText(text: string, withoutSecrets: (value: unknown) => unknown): string {
  const found = jsonName.exec(text);
  if (found === null) return inAddresses(text);
  const start = found.index + found[0].length;
  const before = `${inAddresses(text.slice(0, found.index))}${found[0]}`;
  const end = endOfObject(text, start);
  const name = text.slice(start, end);
  try {
    const value: unknown = JSON.parse(name);
    const json = JSON.stringify(withoutSecrets(value));
    const shown = json === JSON.stringify(value) ? name : json;
    return `${before}${shown}${withoutSecretsInText(text.slice(end), withoutSecrets)}`;
  } catch {
    // Cut, or in QEMU's own dialect of JSON: nobody can say where in it a secret is.
    return `${before}${hidden}`;
  }
}

function inAddresses(text: string): string {
  return text
    .replace(rbdKey, hidden)
    .replace(/:\/\/\S+/g, (address) =>
      address.replace(credentials, `:${hidden}@`).replace(queryValue, hidden),
    );
}

/** Where the object ends that begins at `start`; the text's end where it does not. */
function endOfObject(text: string, start: number): number {
  let depth = 0;
  for (const token of text.slice(start).matchAll(/"(?:\\.|[^"\\])*"|[{}]/gs)) {
    if (token[0] === '{') depth += 1;
    if (token[0] === '}') depth -= 1;
    if (depth === 0) return start + token.index + 1;
  }
  return text.length;
}
