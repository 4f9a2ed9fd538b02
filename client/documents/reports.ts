import { Emitter } from '../store/emitter';

/** What verifications came to, by their runs; kept for as long as the window is open. */
export class Reports {
  readonly #texts = new Map<string, string>();
  readonly #changes = new Emitter<string>();
  readonly onChange = this.#changes.event;

  set(run: string, text: string): void {
    this.#texts.set(run, text);
    this.#changes.fire(run);
  }

  get(run: string): string | undefined {
    return this.#texts.get(run);
  }
}
