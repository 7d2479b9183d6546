import { expect, test } from "vitest";
import { withDeadline } from "../src/index.ts";

/** Timers that a test lets go off. */
function ownedTimers() {
  const timers = new Set<() => void>();
  return {
    timers,
    after(_ms: number, callback: () => void) {
      timers.add(callback);
      return () => void timers.delete(callback);
    },
  };
}

function options(signal?: AbortSignal) {
  const system = ownedTimers();
  return {
    system,
    timeoutMs: 7,
    signal,
    timedOut: (ms: number) => new Error(`timed out after ${ms}`),
    aborted: (reason: unknown) => new Error(`aborted: ${reason}`),
  };
}

const never = () => new Promise<never>(() => undefined);

test("a task that is over in time gives its value, and leaves no timer", async () => {
  const deadline = options();
  expect(await withDeadline(async () => "done", deadline)).toBe("done");
  expect(deadline.system.timers.size).toBe(0);
});

test("a task's own error passes", async () => {
  await expect(withDeadline(() => Promise.reject(new Error("own")), options())).rejects.toThrow("own");
});

test("a task that ignores its signal is left at the deadline all the same", async () => {
  const deadline = options();
  const seen: AbortSignal[] = [];
  const run = withDeadline((signal) => {
    seen.push(signal);
    return never();
  }, deadline);
  for (const fire of deadline.system.timers) fire();
  await expect(run).rejects.toThrow("timed out after 7");
  expect(seen[0]?.reason).toMatchObject({ message: "timed out after 7" });
});

test("the caller's signal cuts a task short, and leaves no timer", async () => {
  const caller = new AbortController();
  const deadline = options(caller.signal);
  const run = withDeadline(never, deadline);
  caller.abort("stop");
  await expect(run).rejects.toThrow("aborted: stop");
  expect(deadline.system.timers.size).toBe(0);
});

test("with a signal that has aborted the task is not begun", async () => {
  let begun = false;
  const task = async () => {
    begun = true;
  };
  await expect(withDeadline(task, options(AbortSignal.abort("before")))).rejects.toThrow("aborted: before");
  expect(begun).toBe(false);
});
