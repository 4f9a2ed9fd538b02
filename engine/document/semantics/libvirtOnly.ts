import type { DocumentProblem } from '../problemCodes';
import { say } from '../wording';
import { valueRange, type Rule } from './rule';

/** File descriptors can be handed over only by the process that holds them. */
export const unsupportedTransport: Rule = ({ transport }) => {
  if (transport?.value?.text !== 'fd') return [];
  return [
    {
      range: valueRange(transport),
      severity: 'error',
      code: 'unsupported-transport',
      ...say('file descriptors cannot be passed by this program; expected tcp or unix'),
    },
  ];
};

/** Security labels are set by libvirt's daemon, not by QEMU. */
export const ignoredLabels: Rule = ({ disks }) =>
  disks.flatMap(({ labels }) =>
    labels.map(({ name }): DocumentProblem => ({
      range: name.range,
      severity: 'information',
      code: 'ignored-seclabel',
      ...say('only libvirt applies security labels; here this element has no effect'),
    })),
  );
