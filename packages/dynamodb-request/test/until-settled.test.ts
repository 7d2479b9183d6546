import { expect, test } from "vitest";
import { type Attempt, untilSettled } from "../src/index.ts";

const retry = { maxAttempts: 3, baseDelayMs: 100, maxDelayMs: 150 };
const AGAIN: Attempt<string> = { kind: "again", cause: "busy" };

function world(outcomes: readonly Attempt<string>[], sleep?: () => Promise<void>) {
  const left = [...outcomes];
  const pauses: number[] = [];
  const caller = new AbortController();
  let retries = 0;
  const deps = {
    retry,
    signal: caller.signal,
    system: {
      random: () => 0.5,
      sleep: async (ms: number) => {
        pauses.push(ms);
        await sleep?.();
      },
    },
    onRetry: () => {
      retries += 1;
    },
  };
  const attempt = async () => left.shift() ?? AGAIN;
  return { deps, attempt, pauses, caller, retries: () => retries };
}

test("an attempt that is done is the last, after pauses that grow", async () => {
  const { attempt, deps, pauses, retries } = world([AGAIN, AGAIN, { kind: "done", value: "v" }]);
  expect(await untilSettled(attempt, deps)).toEqual({ kind: "done", value: "v" });
  expect({ pauses, retries: retries() }).toEqual({ pauses: [50, 75], retries: 2 });
});

test("a pause is as long as the answer asks for, up to the longest", async () => {
  const asked = (retryAfterMs: number): Attempt<string> => ({ ...AGAIN, retryAfterMs });
  const { attempt, deps, pauses } = world([asked(120), asked(10_000)]);
  await untilSettled(attempt, deps);
  expect(pauses).toEqual([120, 150]);
});

test("a refusal is not tried again", async () => {
  const { attempt, deps, pauses } = world([{ kind: "refused", cause: "no" }]);
  expect(await untilSettled(attempt, deps)).toEqual({ kind: "failed", attempts: 1, cause: "no" });
  expect(pauses).toEqual([]);
});

test("the last attempt's cause is told when none is left", async () => {
  const { attempt, deps } = world([AGAIN, AGAIN, { kind: "again", cause: "still busy" }]);
  expect(await untilSettled(attempt, deps)).toEqual({ kind: "failed", attempts: 3, cause: "still busy" });
});

test.each([
  ["rejects", () => Promise.reject(new Error("cut"))],
  ["resolves", () => Promise.resolve()],
])("an abort ends a pause, which then %s", async (_, sleep) => {
  const { attempt, deps, caller } = world([], () => {
    caller.abort("stop");
    return sleep();
  });
  expect(await untilSettled(attempt, deps)).toEqual({ kind: "aborted", attempts: 1, reason: "stop" });
});

test("a pause that cannot be made is a failure", async () => {
  const broken = new Error("no timers");
  const { attempt, deps } = world([], () => Promise.reject(broken));
  expect(await untilSettled(attempt, deps)).toEqual({ kind: "failed", attempts: 1, cause: broken });
});
