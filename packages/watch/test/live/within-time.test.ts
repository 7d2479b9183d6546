import { expect, test } from "vitest";
import { withinTime } from "../../src/live/within-time.ts";

/** Time that goes when a test says so. */
function owned() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { signal } = new AbortController();
  return {
    end: resolve,
    bounds: { timeoutMs: 5, signal, pause: () => promise, late: () => new Error("too late") },
  };
}

test("a task that ends in time has its own outcome, and its signal aborts only then", async () => {
  const { bounds } = owned();
  let seen: AbortSignal | undefined;
  const task = async (signal: AbortSignal) => {
    seen = signal;
    return signal.aborted;
  };
  expect(await withinTime(task, bounds)).toBe(false);
  expect(seen?.aborted).toBe(true);
  await expect(withinTime(() => Promise.reject(new Error("its own")), bounds)).rejects.toThrow("its own");
});

test("one that takes no notice of anything is not waited for", async () => {
  const { bounds, end } = owned();
  let seen: AbortSignal | undefined;
  const outcome = withinTime((signal) => {
    seen = signal;
    return new Promise(() => undefined);
  }, bounds);
  end();
  await expect(outcome).rejects.toThrow("too late");
  expect(seen?.aborted).toBe(true);
});
