import type { QmpTraffic } from '../../engine';

/** How much of one message is shown, in characters: QEMU may have very many block nodes to tell of. */
const MOST = 2000;

function inShort(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  return text.length <= MOST ? text : `${text.slice(0, MOST)}… (${text.length - MOST} characters more)`;
}

/** Commands that ask only, and are asked again and again. */
const isQuery = (command: string): boolean => command.startsWith('query-');

/**
 * What passes over QMP, as lines of a log. A question is shown with its answer the first time that it is asked, and
 * counted from then on: progress is asked for several times a second, and QEMU tells of each change of a job by itself.
 */
export class TrafficLines {
  readonly #asked = new Map<string, number>();
  readonly #passedOver = new Set<number>();

  /** The line of a message, if it gets one. */
  take(message: QmpTraffic): string | undefined {
    switch (message.kind) {
      case 'sent':
        return this.#sent(message);
      case 'returned':
        if (this.#passedOver.delete(message.id)) return undefined;
        return `[received] ${message.command}: ${inShort(message.value)}`;
      case 'refused':
        this.#passedOver.delete(message.id);
        // Not marked as an error: that of a disk which is done is no failure of anything.
        return `[refused] ${message.command}: ${message.class}: ${JSON.stringify(message.desc)}`;
      case 'event':
        return `[event] ${message.name} ${inShort(message.data)}`;
    }
  }

  /** How often the questions were asked that got no line of their own, as a line; undefined if none was. */
  summary(): string | undefined {
    const repeated = [...this.#asked].filter(([, times]) => times > 1);
    if (repeated.length === 0) return undefined;
    const counts = repeated.map(([command, times]) => `${command} ${times - 1} times`);
    return `[sent] in between, not shown: ${counts.join(', ')}`;
  }

  #sent({ id, command, arguments: args }: Extract<QmpTraffic, { kind: 'sent' }>): string | undefined {
    if (isQuery(command)) {
      const times = this.#asked.get(command) ?? 0;
      this.#asked.set(command, times + 1);
      if (times > 0) {
        this.#passedOver.add(id);
        return undefined;
      }
    }
    return `[sent] ${command} ${inShort(args)}`;
  }
}
