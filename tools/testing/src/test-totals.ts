/** What a vitest JSON report says in sum, and of each file. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  /** A file or group that could not even be loaded has no failed tests, only a failed suite. */
  readonly numFailedTestSuites: number;
  readonly testResults: readonly VitestFile[];
}

/** A file of a vitest JSON report. */
export interface VitestFile {
  /** Its absolute path. */
  readonly name: string;
  readonly status: string;
  /** Why it could not be loaded, or empty. */
  readonly message: string;
  readonly assertionResults: readonly {
    readonly fullName: string;
    readonly status: string;
    readonly failureMessages?: readonly string[];
  }[];
}

/** Tests that passed and failed. */
export interface TestTotals {
  readonly passed: number;
  readonly failed: number;
}

/** Lines of a failure's message that say what it is; below them stands the stack. */
const MESSAGE_LINES = 12;

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

/** A line for each test that failed, and for each file that could not be loaded, with its reason indented below it. */
export function failuresOf(reports: readonly VitestReport[]): string[] {
  return reports
    .flatMap(({ testResults }) => testResults)
    .flatMap(({ name, status, message, assertionResults }) => {
      const failed = assertionResults.filter((result) => result.status === "failed");
      if (failed.length === 0) return status === "failed" ? [failureLine(name, message)] : [];
      return failed.map(({ fullName, failureMessages = [] }) =>
        failureLine(`${name} > ${fullName}`, failureMessages.join("\n")),
      );
    });
}

function failureLine(title: string, why: string): string {
  const lines = why.split("\n").filter((line) => line.trim() !== "");
  return [`FAILED  ${title}`, ...lines.slice(0, MESSAGE_LINES).map((line) => `        ${line}`)].join("\n");
}

/** The closing line of a test run. */
export function closingLine({ passed, failed }: TestTotals): string {
  return `${passed} passed, ${failed} failed`;
}
