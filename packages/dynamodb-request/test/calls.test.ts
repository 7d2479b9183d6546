import { expect, test } from "vitest";
import { ATTEMPT_TIMEOUT, callsWith } from "../src/index.ts";
import { realSystem } from "../src/real-system.ts";

/** What a package's errors are. */
class StoreError extends Error {
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

const { attempt, untilDone } = callsWith({
  base: StoreError,
  timedOut: (timeoutMs) => new StoreError(ATTEMPT_TIMEOUT, `no answer in ${timeoutMs} ms`),
  aborted: (reason) => new StoreError("ABORTED", "aborted", reason),
  failed: (what, attempts, cause) => new StoreError("FAILED", `${what} failed after ${attempts}`, cause),
});

const system = { ...realSystem, sleep: async () => undefined, random: () => 0 };
const bounds = { timeoutMs: 5_000, signal: undefined, system };
const retry = { maxAttempts: 3, baseDelayMs: 1, maxDelayMs: 1 };
const deps = { retry, system, signal: undefined };

test("what is done in an attempt is its value", async () => {
  expect(await attempt(async () => 7, bounds)).toEqual({ kind: "done", value: 7 });
});

test("what may pass is worth another attempt, also one that took too long, and a refusal is not", async () => {
  const throttled = Object.assign(new Error("slower"), { name: "ThrottlingException" });
  expect(await attempt(() => Promise.reject(throttled), bounds)).toMatchObject({
    kind: "again",
    cause: throttled,
  });
  const after = (_: number, callback: () => void) => {
    callback();
    return () => undefined;
  };
  const late = await attempt(() => new Promise<never>(() => undefined), {
    ...bounds,
    system: { ...system, after },
  });
  expect(late).toMatchObject({ kind: "again", cause: { code: ATTEMPT_TIMEOUT } });
  const refused = Object.assign(new Error("no"), { name: "ValidationException" });
  expect(await attempt(() => Promise.reject(refused), bounds)).toEqual({ kind: "refused", cause: refused });
});

test("an error of the package itself is thrown as it is", async () => {
  const own = new StoreError("ITEM", "the item is malformed");
  await expect(attempt(() => Promise.reject(own), bounds)).rejects.toBe(own);
  const aborted = { ...bounds, signal: AbortSignal.abort("enough") };
  await expect(attempt(async () => 7, aborted)).rejects.toMatchObject({ code: "ABORTED", cause: "enough" });
});

test("a call is made of attempts until one is done", async () => {
  let attempts = 0;
  const third = async () => {
    attempts += 1;
    return attempts === 3
      ? ({ kind: "done", value: "there" } as const)
      : ({ kind: "again", cause: 0 } as const);
  };
  expect(await untilDone("read", third, deps)).toBe("there");
});

test("a call that fails says what, after how many attempts and why, in the package's words", async () => {
  const cause = new Error("away");
  const again = async () => ({ kind: "again", cause }) as const;
  await expect(untilDone("read of s", again, deps)).rejects.toMatchObject({
    ...{ code: "FAILED", message: "read of s failed after 3", cause },
  });
  const signal = AbortSignal.abort("enough");
  await expect(untilDone("read", again, { ...deps, signal })).rejects.toMatchObject({ code: "ABORTED" });
});
