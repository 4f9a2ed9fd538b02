import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { inProject } from '../../scripts/lib/paths.mjs';

/** @typedef {import('./documents.mjs').Place} Place */

const serverBundle = inProject('dist/server.js');
const withoutRest = inProject('bench/lib/withoutRest.mjs');
const uri = 'file:///backups/nightly.xml';

/** The shipped server in a process of its own, and one document that is open in it. */
export class BenchServer {
  #process;
  #received = Buffer.alloc(0);
  #version = 0;
  #request = 0;
  /** @type {Map<string, (message: unknown) => void>} what is waited for: an answer's id, or a report's version */
  #waiting = new Map();
  /** When the process was started, in ms. */
  started = performance.now();

  /**
   * @param {'with rest' | 'without rest'} mode without: a change is checked at once, so that checking alone is measured
   */
  constructor(mode) {
    const hook = mode === 'without rest' ? ['--import', withoutRest] : [];
    this.#process = spawn(process.execPath, [...hook, serverBundle, '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#process.stdout.on('data', (chunk) => this.#read(chunk));
  }

  /**
   * Opens a text and waits for its problems. All messages are sent at once, as nothing is to be measured but the server.
   * @param {string} text
   */
  async open(text) {
    const capabilities = {
      textDocument: {
        completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
        publishDiagnostics: { relatedInformation: true },
      },
    };
    this.#version += 1;
    const reported = this.#next(`version ${this.#version}`);
    const initialized = this.#ask('initialize', { processId: null, rootUri: null, capabilities });
    this.#send({ method: 'initialized', params: {} });
    const textDocument = { uri, languageId: 'domainbackup', version: this.#version, text };
    this.#send({ method: 'textDocument/didOpen', params: { textDocument } });
    await initialized;
    await reported;
  }

  /**
   * Writes one letter over another; gives a promise of the report about the result.
   * @param {Place} place
   * @returns {Promise<unknown>}
   */
  change({ line, character }) {
    this.#version += 1;
    const reported = this.#next(`version ${this.#version}`);
    const text = this.#version % 2 === 0 ? 'x' : 'y';
    const range = { start: { line, character }, end: { line, character: character + 1 } };
    this.#send({
      method: 'textDocument/didChange',
      params: { textDocument: { uri, version: this.#version }, contentChanges: [{ range, text }] },
    });
    return reported;
  }

  /** @param {Place} position */
  async complete(position) {
    const answer = /** @type {{result: unknown[]}} */ (
      await this.#ask('textDocument/completion', { textDocument: { uri }, position })
    );
    if (answer.result.length === 0) throw new Error('Nothing was offered, so the wrong thing is measured.');
  }

  /** What all threads of the process have used of the processors so far, in ms; not a number where that is not known. */
  processorTime() {
    if (process.platform !== 'linux') return Number.NaN;
    const threads = `/proc/${this.#process.pid}/task`;
    // "Scheduler Statistics" of the kernel's documentation: the first number is the time on a processor in ns.
    const times = readdirSync(threads).map((thread) =>
      Number(readFileSync(`${threads}/${thread}/schedstat`, 'utf8').split(' ')[0]),
    );
    return times.reduce((sum, time) => sum + time, 0) / 1e6;
  }

  /** Resident memory in MB; undefined where the system does not tell. */
  memory() {
    if (process.platform !== 'linux') return undefined;
    const status = readFileSync(`/proc/${this.#process.pid}/status`, 'utf8');
    return Number(/VmRSS:\s*(\d+)/.exec(status)?.[1]) / 1024;
  }

  async stop() {
    const gone = once(this.#process, 'close');
    this.#process.kill();
    await gone;
  }

  /**
   * @param {string} method
   * @param {object} params
   */
  #ask(method, params) {
    this.#request += 1;
    const answered = this.#next(`answer ${this.#request}`);
    this.#send({ id: this.#request, method, params });
    return answered;
  }

  /** @param {string} key @returns {Promise<unknown>} */
  #next(key) {
    return new Promise((resolve) => this.#waiting.set(key, resolve));
  }

  /** @param {object} message */
  #send(message) {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#process.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  /** @param {Buffer} chunk */
  #read(chunk) {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (;;) {
      const head = this.#received.indexOf('\r\n\r\n');
      if (head === -1) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#received.toString('latin1', 0, head))?.[1]);
      const end = head + 4 + length;
      if (this.#received.length < end) return;
      const message = JSON.parse(this.#received.toString('utf8', head + 4, end));
      this.#received = this.#received.subarray(end);
      const isReport = message.method === 'textDocument/publishDiagnostics';
      const key = isReport ? `version ${message.params.version}` : `answer ${message.id}`;
      if (!isReport && message.method !== undefined) continue;
      this.#waiting.get(key)?.(message);
      this.#waiting.delete(key);
    }
  }
}
