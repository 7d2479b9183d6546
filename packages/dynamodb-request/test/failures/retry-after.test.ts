import { expect, test } from "vitest";
import { retryAfterMs } from "../../src/failures/retry-after.ts";

test.each([
  [{ "retry-after": "3" }, 3_000],
  [{ "retry-after": "0.5" }, 500],
  [{ "x-amz-retry-after": "250", "retry-after": "3" }, 250],
  [{ "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT" }, undefined],
  [{ "retry-after": "-1" }, undefined],
  [{}, undefined],
  [undefined, undefined],
])("of the headers %j the pause is %s ms", (headers, pause) => {
  expect(retryAfterMs(headers as Record<string, string> | undefined)).toBe(pause);
});
