/** A device's number as Linux writes it, `MAJOR:MINOR`, from the form that stat(2) gives (makedev(3)). */
export function deviceNumber(number: number): string {
  const [major, minor] = parts(number);
  return `${major}:${minor}`;
}

/** The same as `/proc/locks` writes it: in hexadecimal, of two digits at least. */
export function hexDeviceNumber(number: number): string {
  return parts(number)
    .map((part) => part.toString(16).padStart(2, '0'))
    .join(':');
}

function parts(number: number): [major: number, minor: number] {
  return [(number >> 8) & 0xfff, (number & 0xff) | ((number >> 12) & 0xfff00)];
}
