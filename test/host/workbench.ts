import type { Locator, Page } from 'playwright-core';
import { launchChromium } from './chromium';

/** A workbench's window in headless Chromium. */
export interface WorkbenchWindow extends AsyncDisposable {
  page: Page;
  workbench: Workbench;
}

/** Opens a workbench that a server serves. @returns when its activity bar is there */
export async function openWorkbench(address: string): Promise<WorkbenchWindow> {
  const browser = await launchChromium();
  try {
    const context = await browser.newContext({ viewport: { width: 1200, height: 560 } });
    const page = await context.newPage();
    await page.goto(address);
    await page.locator('.activitybar a.action-label').first().waitFor({ timeout: 60_000 });
    return { page, workbench: new Workbench(page), [Symbol.asyncDispose]: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** What a person does in the window, in terms of what the window shows. */
export class Workbench {
  constructor(private readonly page: Page) {}

  /** Opens a file of the workspace in an editor. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    const input = this.page.locator('.quick-input-widget:visible .quick-input-box input');
    await input.fill(name);
    await this.page.locator('.quick-input-widget:visible .monaco-list-row').first().waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.locator(`.tab.active[aria-label*=${JSON.stringify(name)}]`).waitFor();
  }

  /** Clicks what stands above a line of the text. */
  async clickCodeLens(title: string): Promise<void> {
    await this.page.locator('.codelens-decoration a', { hasText: title }).click();
  }

  /** Presses a button of the dialog that blocks the window. */
  async answerDialog(button: string): Promise<void> {
    await this.page.locator('.monaco-dialog-box .monaco-button', { hasText: button }).click();
  }

  /** Makes the side bar wider, in pixels, as a person does with the mouse. */
  async widenSideBar(by: number): Promise<void> {
    const box = await this.page.locator('.part.sidebar').boundingBox();
    if (box === null) throw new Error('There is no side bar.');
    const edge = box.x + box.width;
    const middle = box.y + box.height / 2;
    await this.page.mouse.move(edge, middle);
    await this.page.mouse.down();
    await this.page.mouse.move(edge + by, middle, { steps: 4 });
    await this.page.mouse.up();
  }

  /** The rows of the trees in the side bar; their aria-label is "label description". */
  treeRows(label: RegExp): Locator {
    return this.page.locator('.part.sidebar').getByRole('treeitem', { name: label });
  }
}
