import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inProject } from './paths.mjs';

/** @typedef {import('../../test/host/workbench').WorkbenchWindow} WorkbenchWindow */

/** As they are called today: see windowSettings.mjs. */
const themes = {
  dark: 'Dark Modern',
  light: 'Light Modern',
  contrast: 'Default High Contrast',
};
/** A class of the workbench, by which one sees that a theme has come. */
const marks = { dark: '.vs-dark', light: '.vs', contrast: '.hc-black' };
/** Of the window, and how wide its side bar is; in pixels. */
const sizes = {
  wide: { window: { width: 1200, height: 560 }, sideBar: 410 },
  narrow: { window: { width: 640, height: 560 }, sideBar: 270 },
};

/** Takes pictures of a window: the few that are kept in the project, and, on request, each in every look. */
export class Gallery {
  #page;
  #workbench;
  #profile;
  #folder;
  #kept;

  /**
   * @param {Pick<WorkbenchWindow, 'page' | 'workbench'>} window
   * @param {object} options
   * @param {string} options.profile the folder of VS Code's user data
   * @param {string | undefined} options.folder gets every picture in every look; without it only those that are kept are taken
   * @param {Record<string, number>} options.kept those that go to docs/images, with how wide their side bar is, in pixels
   */
  constructor({ page, workbench }, { profile, folder, kept }) {
    this.#page = page;
    this.#workbench = workbench;
    this.#profile = profile;
    this.#folder = folder;
    this.#kept = kept;
  }

  /**
   * Changes settings of the user; undefined takes one away.
   * @param {Record<string, unknown>} changes
   */
  async configure(changes) {
    for (const scope of ['User', 'Machine']) {
      const file = path.join(this.#profile, scope, 'settings.json');
      const settings = await readSettings(file);
      // VS Code reads it at any moment, and must not find half of it.
      await writeFile(`${file}.new`, JSON.stringify({ ...settings, ...changes }));
      await rename(`${file}.new`, file);
    }
  }

  /**
   * @param {string} name
   * @param {() => Promise<void>} [pose] brings about what does not outlast a change of the look, such as a hover
   */
  async take(name, pose = async () => {}) {
    const width = this.#kept[name];
    if (width !== undefined) {
      await this.#workbench.setSideBar(width);
      await strike(pose);
      await this.#save(inProject('docs/images', `${name}.png`));
    }
    if (this.#folder === undefined) return;
    for (const theme of /** @type {const} */ (['light', 'contrast', 'dark'])) {
      await this.configure({ 'workbench.colorTheme': themes[theme] });
      await this.#page.locator(`.monaco-workbench${marks[theme]}`).waitFor();
      for (const size of /** @type {const} */ (['narrow', 'wide'])) {
        await this.#page.setViewportSize(sizes[size].window);
        // A dialog covers the edge.
        if ((await this.#workbench.dialog().count()) === 0)
          await this.#workbench.setSideBar(sizes[size].sideBar);
        await strike(pose);
        await this.#save(path.join(this.#folder, `${name}.${theme}.${size}.png`));
      }
    }
  }

  /** @param {string} file */
  async #save(file) {
    await mkdir(path.dirname(file), { recursive: true });
    await this.#page.screenshot({ path: file });
    console.log(`Wrote ${path.relative(process.cwd(), file)}`);
  }
}

/**
 * Settings as they stand in a file, which VS Code writes as well, and empties first.
 * @param {string} file
 * @returns {Promise<Record<string, unknown>>}
 */
async function readSettings(file) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return JSON.parse(await readFile(file, 'utf8'));
    } catch (error) {
      if (attempt === 100 || !(error instanceof SyntaxError)) throw error;
      await sleep(50);
    }
  }
}

/**
 * A hover or a menu closes again where the window has just been drawn anew.
 * @param {() => Promise<void>} pose
 */
async function strike(pose) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await pose();
    } catch (error) {
      if (attempt === 4) throw error;
    }
  }
}
