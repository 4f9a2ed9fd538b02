import path from 'node:path';

/** The project's root folder. */
export const root = path.resolve(import.meta.dirname, '../..');

/**
 * A path inside the project.
 * @param {string[]} parts
 */
export const inProject = (...parts) => path.join(root, ...parts);

/** Where the VS Code host is installed, on machines that cannot download VS Code. */
export const hostFolder = inProject('.vscode-test/host');
