import { expect, it } from "vitest";
import { addReports, closingLine } from "../src/test-totals.ts";

it("adds up the tests of all projects", () => {
  const reports = [
    { numPassedTests: 3, numFailedTests: 0, numFailedTestSuites: 0 },
    { numPassedTests: 4, numFailedTests: 2, numFailedTestSuites: 1 },
  ];
  expect(closingLine(addReports(reports))).toBe("7 passed, 2 failed");
});

it("counts a file that could not be loaded as a failure", () => {
  expect(addReports([{ numPassedTests: 0, numFailedTests: 0, numFailedTestSuites: 1 }])).toEqual({
    passed: 0,
    failed: 1,
  });
});
