/** What a vitest JSON report says in sum. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  /** A file or group that could not even be loaded has no failed tests, only a failed suite. */
  readonly numFailedTestSuites: number;
}

/** Tests that passed and failed. */
export interface TestTotals {
  readonly passed: number;
  readonly failed: number;
}

/** Adds up reports; a suite that failed without a failed test in it counts as one. */
export function addReports(reports: readonly VitestReport[]): TestTotals {
  let passed = 0;
  let failed = 0;
  for (const { numPassedTests, numFailedTests, numFailedTestSuites } of reports) {
    passed += numPassedTests;
    failed += numFailedTests === 0 && numFailedTestSuites > 0 ? 1 : numFailedTests;
  }
  return { passed, failed };
}

/** The closing line of a test run. */
export function closingLine({ passed, failed }: TestTotals): string {
  return `${passed} passed, ${failed} failed`;
}
