const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Turns the signals that ask the program to end into something that can be awaited. */
export class Interrupts implements Disposable {
  private readonly controller = new AbortController();
  /** Aborts at the first signal. */
  readonly signal = this.controller.signal;
  readonly first: Promise<void>;
  readonly second: Promise<void>;
  private readonly handler: () => void;

  constructor() {
    let onFirst = () => {};
    let onSecond = () => {};
    this.first = new Promise((resolve) => (onFirst = resolve));
    this.second = new Promise((resolve) => (onSecond = resolve));
    this.handler = () => {
      if (this.signal.aborted) onSecond();
      this.controller.abort();
      onFirst();
    };
    for (const signal of SIGNALS) process.on(signal, this.handler);
  }

  [Symbol.dispose](): void {
    for (const signal of SIGNALS) process.off(signal, this.handler);
  }
}
