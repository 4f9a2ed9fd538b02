/** What stands in for a secret. */
const hidden = '(left out)';

/** The types of QEMU's objects that hold a key or a password in their property `data`. */
const isSecretObject = (value: object): boolean =>
  'qom-type' in value && typeof value['qom-type'] === 'string' && value['qom-type'].startsWith('secret');

/** Properties whose value is a secret wherever they occur; `key-secret` and its like name an object only. */
const secretProperties = new Set(['password', 'passphrase', 'passwd', 'cookie']);

/** `scheme://user:password@host`, and iSCSI's `user%password@host`, in a file name. */
const credentials = /(?<=:\/\/[^\s/?#"@:%]*)[:%][^\s/?#"@]*@/g;

/**
 * The same value without passwords and keys: those of QEMU's secret objects, of block drivers' options, and in the
 * addresses of network storage. For logs; source: QEMU's QMP reference manual (SecretProperties, BlockdevOptions).
 */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(credentials, `:${hidden}@`);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  const hidesData = isSecretObject(value);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      secretProperties.has(key) || (hidesData && key === 'data') ? hidden : withoutSecrets(item),
    ]),
  );
}
