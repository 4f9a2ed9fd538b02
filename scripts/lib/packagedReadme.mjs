/** A picture on lines of its own, with its path in the project. */
const PICTURE = /^!\[[^\]]*\]\((?!https:)[^)]*\)\n\n/gm;

/**
 * The README as the package carries it: VS Code's page of an extension shows pictures from https addresses only, whether
 * or not they are in the package, so those of the project would be broken there. vsce gives the licence an ending.
 * @param {string} readme
 */
export function packagedReadme(readme) {
  return readme.replace(PICTURE, '').replaceAll('](LICENSE)', '](LICENSE.txt)');
}
