/**
 * Says whether a test that needs a component may run. Absent: one line names the component and the command that installs
 * it, and the test is skipped; with `BULKHEAD_REQUIRE_ALL=1` (as `.ci/run` sets it) the run fails instead.
 * @example describe.skipIf(!requireComponent('Chromium', existsSync(path), 'tools/setup-services.sh'))('the console', …)
 */
export function requireComponent(name: string, present: boolean, install: string): boolean {
  if (present) return true;
  if (process.env['BULKHEAD_REQUIRE_ALL'] === '1') {
    throw new Error(`${name} is missing and BULKHEAD_REQUIRE_ALL is set. Install it: ${install}`);
  }
  console.warn(`skipped: ${name} is not installed. Install it: ${install}`);
  return false;
}
