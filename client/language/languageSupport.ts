import type { LanguageClient } from 'vscode-languageclient/node';

/** The language server's client, which is there only once somebody needs it. */
export class LanguageSupport {
  #client: LanguageClient | undefined;

  constructor(private readonly create: () => LanguageClient) {}

  /** The client, while the server runs. */
  get running(): LanguageClient | undefined {
    return this.#client?.isRunning() === true ? this.#client : undefined;
  }

  /** Called once, with the first document. */
  async start(): Promise<void> {
    this.#client = this.create();
    await this.#client.start();
  }

  async dispose(): Promise<void> {
    await this.#client?.dispose();
  }
}
