import { expect, it } from "vitest";
import { addReports, closingLine, failuresOf } from "../src/test-totals.ts";

it("adds up the tests of all projects", () => {
  const reports = [
    { numPassedTests: 3, numFailedTests: 0, numFailedTestSuites: 0, testResults: [] },
    { numPassedTests: 4, numFailedTests: 2, numFailedTestSuites: 1, testResults: [] },
  ];
  expect(closingLine(addReports(reports))).toBe("7 passed, 2 failed");
});

it("counts a file that could not be loaded as a failure", () => {
  expect(
    addReports([{ numPassedTests: 0, numFailedTests: 0, numFailedTestSuites: 1, testResults: [] }]),
  ).toEqual({
    passed: 0,
    failed: 1,
  });
});

it("names the tests that failed, with the reason and without its stack, and the files that could not be loaded", () => {
  const stack = Array.from({ length: 30 }, (_, index) => `    at frame ${index}`).join("\n");
  const report = {
    numPassedTests: 1,
    numFailedTests: 1,
    numFailedTestSuites: 2,
    testResults: [
      {
        name: "/project/test/a.test.ts",
        status: "failed",
        message: "",
        assertionResults: [
          { fullName: "reads", status: "passed", failureMessages: [] },
          {
            fullName: "reads twice",
            status: "failed",
            failureMessages: [`AssertionError: 1 is not 2\n\n${stack}`],
          },
        ],
      },
      { name: "/project/test/b.test.ts", status: "failed", message: "no such module", assertionResults: [] },
      { name: "/project/test/c.test.ts", status: "passed", message: "", assertionResults: [] },
    ],
  };
  const [twice = "", unloaded = "", ...rest] = failuresOf([report]);
  expect(twice).toMatch(
    /^FAILED {2}\/project\/test\/a.test.ts > reads twice\n {8}AssertionError: 1 is not 2\n/,
  );
  expect(twice.split("\n").length).toBeLessThan(15);
  expect(unloaded).toBe("FAILED  /project/test/b.test.ts\n        no such module");
  expect(rest).toEqual([]);
});
