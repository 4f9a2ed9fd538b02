/** What a subscriber gets back: calling `dispose` ends the subscription. */
export interface Subscription {
  dispose(): void;
}

/** A source of events, for the parts of this room that must be testable without VS Code. */
export class Emitter<T> {
  readonly #listeners = new Set<(event: T) => void>();

  /** Subscribes; the listener is called synchronously at each `fire`. */
  readonly event = (listener: (event: T) => void): Subscription => {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  };

  fire(event: T): void {
    // A set allows a listener to end its own subscription meanwhile.
    for (const listener of this.#listeners) listener(event);
  }
}
