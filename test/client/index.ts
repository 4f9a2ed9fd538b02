/** The entry point of the tests inside VS Code: runs the built test files that the environment names with mocha. */
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** One test, in ms: VS Code starts servers and draws in this time. */
const TIMEOUT_MS = 60_000;

/** Called by VS Code in the extension host; the run has failed when it rejects. */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  const mocha = new Mocha({ ui: 'bdd', timeout: TIMEOUT_MS, color: false, forbidOnly: true });
  const files: unknown = JSON.parse(process.env['DOMAINBACKUP_TEST_FILES'] ?? '[]');
  if (!Array.isArray(files)) throw new Error('DOMAINBACKUP_TEST_FILES is not a list');
  files.forEach((file) => mocha.addFile(String(file)));
  let passed = 0;
  const failures: string[] = [];
  await new Promise<void>((resolve) => {
    mocha
      .run(() => resolve())
      .on('pass', () => passed++)
      .on('fail', (test, error: Error) =>
        failures.push(`${test.fullTitle()}: ${error.message.split('\n')[0]}`),
      )
      .on('pending', (test) => failures.push(`${test.fullTitle()} (did not run: skipped)`));
  });
  if (passed === 0 && failures.length === 0) failures.push('no test was found');
  // The report is written last: a run that was cut off has none.
  writeFileSync(process.env['DOMAINBACKUP_TEST_RESULT'] ?? '', JSON.stringify({ passed, failures }));
  if (failures.length > 0) throw new Error(`${failures.length} tests failed`);
}
