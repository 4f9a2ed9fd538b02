/** The members of an option's argument, such as `server=on`; a member without a value is `on`, as QEMU has it. */
export type OptionValues = ReadonlyMap<string, string>;

/**
 * Reads what QEMU calls a keyval list, `socket,id=mon,path=/run/vm.qmp,server=on`, where `,,` stands for a comma
 * within a value; or the same written as JSON, whose inner members get names such as `addr.path`.
 * @param implied the name of the first member where it is given without one, such as `backend` of `-chardev socket,…`
 */
export function readOptions(text: string, implied: string): OptionValues {
  if (text.startsWith('{')) return readJson(text);
  const values = new Map<string, string>();
  // The lookbehind and the pairs keep doubled commas together.
  for (const [index, part] of (text.match(/(?:[^,]|,,)+/g) ?? []).entries()) {
    const member = part.replaceAll(',,', ',');
    const equals = member.indexOf('=');
    if (equals >= 0) values.set(member.slice(0, equals), member.slice(equals + 1));
    else if (index === 0) values.set(implied, member);
    else if (/^no[a-z]+$/.test(member)) values.set(member.slice(2), 'off');
    else values.set(member, 'on');
  }
  return values;
}

/** Whether a switch of QEMU's is on; it takes several words for that. */
export function isOn(value: string | undefined): boolean {
  return value === 'on' || value === 'yes' || value === 'true' || value === 'y';
}

function readJson(text: string): OptionValues {
  const values = new Map<string, string>();
  const walk = (prefix: string, value: unknown): void => {
    if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value))
        walk(prefix === '' ? key : `${prefix}.${key}`, member);
    } else if (typeof value === 'boolean') values.set(prefix, value ? 'on' : 'off');
    else values.set(prefix, String(value));
  };
  try {
    walk('', JSON.parse(text));
  } catch {
    // QEMU would not have started with it, so it is no QEMU.
  }
  return values;
}
