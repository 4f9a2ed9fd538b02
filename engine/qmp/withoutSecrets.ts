import { hidden, withoutSecretsInText } from './secretsInText';

/** The types of QEMU's objects that hold a key or a password in their property `data`. */
const isSecretObject = (value: object): boolean =>
  'qom-type' in value && typeof value['qom-type'] === 'string' && value['qom-type'].startsWith('secret');

/**
 * Properties whose value is a secret wherever they occur, also behind the names of what they belong to, as in
 * `file.cookie`; `key-secret` and its like name an object only. The last one is rbd's own.
 */
const secretProperty = /(?:^|\.)(?:password|passphrase|passwd|cookie|=keyvalue-pairs)$/;

/**
 * The same value without passwords and keys: those of QEMU's secret objects, of block drivers' options, and in the
 * names of network storage. For logs; source: QEMU's QMP reference manual (SecretProperties, BlockdevOptions).
 */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return withoutSecretsInText(value, withoutSecrets);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  const hidesData = isSecretObject(value);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      secretProperty.test(key) || (hidesData && key === 'data') ? hidden : withoutSecrets(item),
    ]),
  );
}
