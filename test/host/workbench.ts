import { readdir } from 'node:fs/promises';
import type { Dialog, Locator, Page } from 'playwright-core';
import { launchChromium } from './chromium';

/** A workbench's window in headless Chromium. */
export interface WorkbenchWindow extends AsyncDisposable {
  page: Page;
  workbench: Workbench;
}

/** The size of a window, in pixels. */
export interface WindowSize {
  width: number;
  height: number;
}

/** Opens a workbench that a server serves. @returns when its activity bar is there */
export async function openWorkbench(
  address: string,
  size: WindowSize = { width: 1200, height: 560 },
): Promise<WorkbenchWindow> {
  const browser = await launchChromium();
  try {
    const context = await browser.newContext({ viewport: size });
    const page = await context.newPage();
    await page.goto(address);
    await untilThere(page);
    return { page, workbench: new Workbench(page), [Symbol.asyncDispose]: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** Waits until a workbench that is being loaded can be used. */
async function untilThere(page: Page): Promise<void> {
  await page.locator('.activitybar a.action-label').first().waitFor({ timeout: 60_000 });
}

/** How long a try takes at most where the window may not be ready for it, in ms. */
const MOMENT = 500;

/** Whether something goes away within a moment. */
async function isHidden(locator: Locator): Promise<boolean> {
  const hidden = locator.waitFor({ state: 'hidden', timeout: MOMENT });
  return hidden.then(
    () => true,
    () => false,
  );
}

/** What a person does in the window, in terms of what the window shows. */
export class Workbench {
  constructor(private readonly page: Page) {}

  /** Loads the window anew, also where VS Code asks whether to leave what is open in it. */
  async reload(): Promise<void> {
    const leave = (dialog: Dialog) => void dialog.accept();
    this.page.on('dialog', leave);
    try {
      await this.page.reload();
      await untilThere(this.page);
    } finally {
      this.page.off('dialog', leave);
    }
  }

  /** Opens a file of the workspace in an editor. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.quickInput().fill(name);
    // Until the search is done, the list still shows what was opened last.
    await this.quickPick(name).click();
    await this.page.locator(`.tab.active[aria-label*=${JSON.stringify(name)}]`).waitFor();
  }

  /** Runs a command of the palette by its whole title. */
  async runCommand(title: string): Promise<void> {
    // The palette lists what can be called at the moment at which it opens; a row's commands come a moment after the row.
    for (let attempt = 1; ; attempt += 1) {
      await this.page.keyboard.press('F1');
      try {
        // A key is lost while the window has just got something to show.
        await this.quickInput().fill(`>${title}`, { timeout: 4000 });
        return await this.quickPick(title).click({ timeout: 4000 });
      } catch (error) {
        if (attempt === 5) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** The titles that the palette offers for a text. */
  async commandsLike(text: string): Promise<string[]> {
    await this.page.keyboard.press('F1');
    await this.quickInput().fill(`>${text}`);
    await this.quickPicks().first().waitFor();
    const labels = await this.quickPicks().evaluateAll((rows) =>
      rows.map((row) => row.getAttribute('aria-label') ?? ''),
    );
    await this.page.keyboard.press('Escape');
    return labels.map((label) => label.replace(/, (recently used|other commands|.*keybinding.*)$/, ''));
  }

  /** The field of the palette, of a quick pick, or of an input box. */
  quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible .quick-input-box input');
  }

  quickPicks(): Locator {
    return this.page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row');
  }

  /** The entry of a list whose label begins so; its text is split up where it matches what was typed. */
  quickPick(label: string): Locator {
    const text = JSON.stringify(label);
    return this.page
      .locator('.quick-input-widget:visible .quick-input-list')
      .locator(`.monaco-list-row[aria-label^=${text}]`)
      .first();
  }

  /** What stands below the field of an input box. */
  quickInputMessage(): Locator {
    return this.page.locator('.quick-input-widget:visible .quick-input-message');
  }

  /**
   * Enters a folder into VS Code's own folder dialog, which begins with one of its own, and takes no answer while it still
   * looks at the last one.
   */
  async chooseFolder(folder: string, button: string): Promise<void> {
    const input = this.quickInput();
    const accept = this.page.locator('.quick-input-widget:visible .monaco-button', { hasText: button });
    await accept.waitFor();
    // It takes what it lists, which follows the text a little later.
    const entries = await readdir(folder, { withFileTypes: true });
    const expected = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    const names = this.page.locator('.quick-input-widget:visible .monaco-list-row .label-name');
    const isListed = async (): Promise<boolean> => {
      const listed = (await names.allTextContents()).filter((name) => name !== '..');
      return listed.toSorted().join('/') === expected.toSorted().join('/');
    };
    // One who answers in the moment in which the list comes gets no answer, and neither does who tries again.
    let looks = 0;
    const deadline = Date.now() + 120_000;
    while (Date.now() < deadline) {
      const entered = await input.inputValue({ timeout: MOMENT }).catch(() => '');
      if (entered === `${folder}/`) {
        looks = (await isListed()) ? looks + 1 : 0;
        if (looks > 1) await accept.click({ timeout: MOMENT }).catch(() => undefined);
      } else if (entered !== '') await input.fill(`${folder}/`, { timeout: MOMENT }).catch(() => undefined);
      if (await isHidden(input)) return;
    }
    throw new Error(`The dialog does not take the folder ${folder}.`);
  }

  /** Shows the extension's view. */
  async openView(title: string): Promise<void> {
    // A badge or an indicator covers the link within.
    await this.page
      .locator(`.activitybar li.action-item:has(a[aria-label^=${JSON.stringify(title)}])`)
      .click();
    await this.page.locator('.part.sidebar .composite.title', { hasText: title }).waitFor();
  }

  /** A button or link of a view that has nothing else to show. */
  welcomeButton(label: string): Locator {
    return this.page.locator('.part.sidebar .welcome-view-content').getByText(label, { exact: true });
  }

  /** Trusts the workspace from the view's welcome text, and closes the page that asks. */
  async trustWorkspace(): Promise<void> {
    await this.welcomeButton('Manage Workspace Trust').click();
    await this.page
      .locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ })
      .first()
      .click();
    await this.welcomeButton('Add Connection…').waitFor();
    await this.page
      .locator('.monaco-modal-editor-block')
      .getByRole('button', { name: /^Close/ })
      .first()
      .click();
  }

  /** Clicks what stands above a line of the text. */
  async clickCodeLens(title: string): Promise<void> {
    await this.page.locator('.codelens-decoration a', { hasText: title }).click();
  }

  /** The dialog that blocks the window. */
  dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** Presses a button of the dialog that blocks the window. */
  async answerDialog(button: string): Promise<void> {
    await this.dialog().locator('.monaco-button', { hasText: button }).click();
  }

  /** Gives the side bar a width in pixels, as a person does with the mouse. */
  async setSideBar(width: number): Promise<void> {
    const box = await this.page.locator('.part.sidebar').boundingBox();
    if (box === null) throw new Error('There is no side bar.');
    const middle = box.y + box.height / 2;
    await this.page.mouse.move(box.x + box.width, middle);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + width, middle, { steps: 4 });
    await this.page.mouse.up();
    // The edge shines while it is pointed at.
    await this.page.mouse.move(box.x + width / 2, 5);
  }

  /** The rows of the trees in the side bar; their aria-label is "label description". */
  treeRows(label: RegExp): Locator {
    return this.page.locator('.part.sidebar').getByRole('treeitem', { name: label });
  }

  /** Puts the cursor at a line and column of the active editor, both from 1. */
  async goTo(line: number, column: number): Promise<void> {
    await this.page.keyboard.press('Control+G');
    await this.quickInput().fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** The entries of the completion list. */
  suggestions(): Locator {
    return this.page.locator('.suggest-widget.visible .monaco-list-row');
  }

  /** A notification by its text. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-list-item', { hasText: text }).first();
  }
}
