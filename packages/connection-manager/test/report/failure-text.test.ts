import { expect, test } from "vitest";
import { failureText } from "../../src/report/failure-text.ts";

test.each([
  [new TypeError("not a function"), "TypeError: not a function"],
  [new Error("https://user:word@example.org/s refused"), "Error: https://example.org/s refused"],
  [new Error("GET https://example.org/s?key=abc&n=1 failed"), "Error: GET https://example.org/s?*** failed"],
  [new Error("authorization: Bearer abc.def-_~+/="), "Error: authorization: Bearer ***"],
  [new Error("Basic dXNlcjp3b3Jk"), "Error: Basic ***"],
  ["just text", "just text"],
  [undefined, "undefined"],
])("%s is told as %s", (failure, text) => {
  expect(failureText(failure)).toBe(text);
});
