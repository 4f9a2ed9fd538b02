const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Turns the signals that ask the program to end into something that can be awaited. */
export class Interrupts implements Disposable {
  private readonly controller = new AbortController();
  /** Aborts at the first signal. */
  readonly signal = this.controller.signal;
  readonly first: Promise<void>;
  readonly second: Promise<void>;
  /** Resolves when the terminal has gone away, where that is no interrupt. */
  readonly hangup: Promise<void>;
  private readonly handler: (signal: NodeJS.Signals) => void;

  /**
   * @param onHangup what SIGHUP is: an `interrupt` as the others, or a `leave` of its own, which nobody has asked for: the
   *   terminal was closed, or the line to it broke. A shell passes it on as well, so a second one counts for nothing.
   */
  constructor(onHangup: 'interrupt' | 'leave' = 'interrupt') {
    let onFirst = () => {};
    let onSecond = () => {};
    let onLeave = () => {};
    this.first = new Promise((resolve) => (onFirst = resolve));
    this.second = new Promise((resolve) => (onSecond = resolve));
    this.hangup = new Promise((resolve) => (onLeave = resolve));
    this.handler = (signal) => {
      if (this.signal.aborted) onSecond();
      else if (signal === 'SIGHUP' && onHangup === 'leave') return onLeave();
      this.controller.abort();
      onFirst();
    };
    for (const signal of SIGNALS) process.on(signal, this.handler);
  }

  [Symbol.dispose](): void {
    for (const signal of SIGNALS) process.off(signal, this.handler);
  }
}
