import { InvalidArgumentError, type Command, type Option } from 'commander';

/**
 * Refuses values that begin with "-": commander takes whatever follows an option for its value, so that a forgotten one
 * would swallow the next option. What really begins so is a file, and can be called "./-…".
 */
export function refuseOptionsAsValues(command: Command): void {
  command.options.filter(({ required }) => required).forEach(refuse);
  command.commands.forEach(refuseOptionsAsValues);
}

function refuse(option: Option): void {
  const read = option.parseArg;
  option.argParser((value: string, before: unknown) => {
    // What an option says of its own values is more to the point.
    const known: unknown = read ? read(value, before) : value;
    if (value.startsWith('-'))
      throw new InvalidArgumentError('No value begins with "-"; of a file or folder, write "./-…".');
    return known;
  });
}
