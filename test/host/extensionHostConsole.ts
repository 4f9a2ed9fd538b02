import { format } from 'node:util';
import type { Page } from 'playwright-core';

/** Stands before every line of the extension host in the page's console. */
const MARK = '%c[Extension Host]';

/** The function below, as the page sees it; rejects when an argument has no JSON. */
declare function codeHostConsole(method: ConsoleMethod, args: unknown[]): Promise<void>;

type ConsoleMethod = 'log' | 'info' | 'warn' | 'error' | 'debug' | 'trace';

/** Prints what the extension host prints: warnings and errors to stderr, the rest to stdout. */
export async function forwardExtensionHostConsole(page: Page): Promise<void> {
  await page.exposeFunction('codeHostConsole', (method: ConsoleMethod, args: unknown[]) => {
    const stream = method === 'error' || method === 'warn' ? process.stderr : process.stdout;
    stream.write(`${format(...args)}\n`);
  });
  await page.addInitScript(wrapConsole, MARK);
}

/** Runs in the page, where neither this module nor Node is at hand. */
function wrapConsole(mark: string): void {
  for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
    const original = console[method];
    console[method] = (...args: unknown[]) => {
      original.apply(console, args);
      const [first] = args;
      if (typeof first !== 'string' || !first.startsWith(mark)) return;
      // "%c[Extension Host] %ctext", style, style, … or "%c[Extension Host]", style, …
      const styled = `${mark} %c`;
      const own = first.startsWith(styled) ? [first.slice(styled.length), ...args.slice(3)] : args.slice(2);
      void codeHostConsole(method, own).catch(() => codeHostConsole(method, own.map(String)));
    };
  }
}
