import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { errorText } from '../../engine';
import { plainText } from '../reporting/plainText';

/**
 * How long VS Code takes a terminal for one that is still being launched, in ms: of one that ends with an error before
 * that it says that it failed to launch.
 */
const LAUNCH = 500;

/** How a task ended: 0 for success, else as the command line's exit statuses. */
export type TaskStatus = 0 | 1 | 2 | 3 | 4 | 5;

/** What a task's work can do with its terminal. */
export interface TaskOutput {
  /** Writes a line; whatever it holds is shown as text. */
  say: (line: string) => void;
  /** Calls back when Ctrl-C is pressed in the terminal. */
  onInterrupt: (listener: () => void) => void;
}

/**
 * The terminal of a task whose work is done in this process: no command line is put together, so nothing that a
 * workspace says can become one.
 */
export class TaskTerminal implements vscode.Pseudoterminal {
  readonly #lines = new vscode.EventEmitter<string>();
  readonly #end = new vscode.EventEmitter<number>();
  readonly #interrupts: (() => void)[] = [];
  readonly onDidWrite = this.#lines.event;
  readonly onDidClose = this.#end.event;

  constructor(private readonly work: (output: TaskOutput) => Promise<TaskStatus>) {}

  open(): void {
    const say = (line: string): void => this.#lines.fire(`${plainText(line)}\r\n`);
    const onInterrupt = (listener: () => void): void => void this.#interrupts.push(listener);
    const launched = sleep(2 * LAUNCH);
    const end = async (status: TaskStatus): Promise<void> => {
      if (status !== 0) await launched;
      this.#end.fire(status);
    };
    void this.work({ say, onInterrupt }).then(end, (error: unknown) => {
      say(errorText(error));
      return end(2);
    });
  }

  handleInput(data: string): void {
    if (data !== '\u0003') return;
    for (const listener of this.#interrupts) listener();
  }

  /** The terminal was closed. A backup that runs goes on in QEMU; the view shows and cancels it. */
  close(): void {
    this.#lines.dispose();
    this.#end.dispose();
  }
}
