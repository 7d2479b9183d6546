import { expect, test } from "vitest";
import { AttemptTimeoutError, SinkAbortedError } from "../../src/errors.ts";
import { classifyFailure } from "../../src/table/classify-failure.ts";

test("no answer in time is tried again, and may have written", () => {
  const cause = new AttemptTimeoutError(1);
  expect(classifyFailure(cause)).toEqual({
    kind: "transient",
    mayHaveWritten: true,
    throttled: false,
    cause,
  });
});

test("an abort is not tried again", () => {
  const cause = new SinkAbortedError("stop");
  expect(classifyFailure(cause)).toEqual({ kind: "refused", cause });
});

test("a failed condition says that the key is there", () => {
  const error = Object.assign(new Error("test"), { name: "ConditionalCheckFailedException" });
  expect(classifyFailure(error)).toEqual({ kind: "exists" });
});
