import { buildStateMachine } from "@unbounded-streams/asl-builder";
import { describe, expect, it } from "vitest";
import { interpretable, waitUntil } from "../../src/step-functions/interpretable.ts";

const machine = buildStateMachine({
  strategy: "relay",
  functionArn: "arn:aws:lambda:us-east-1:000000000000:function:f",
  lifetimeSeconds: 6,
  handoverLeadSeconds: 2,
  tableName: "streams",
});

const until = (ms: number) => ({ until: new Date(Date.now() + ms).toISOString() });

describe("the machine for the interpreter", () => {
  it("has no wait until a time, and as many states as before", () => {
    const before = JSON.stringify(machine);
    const after = JSON.stringify(interpretable(machine));
    expect(before).toContain('"TimestampPath"');
    expect(after).not.toContain('"TimestampPath"');
    expect(after.match(/"Type":/g)?.length).toBe(before.match(/"Type":/g)?.length);
  });
});

describe("a wait until a time", () => {
  it("lasts until then", async () => {
    const startMs = Date.now();
    await waitUntil(until(60), new AbortController().signal);
    expect(Date.now() - startMs).toBeGreaterThanOrEqual(55);
  });

  it("is over at once when that time is, without a warning of Node.js", async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on("warning", onWarning);
    await waitUntil(until(-900), new AbortController().signal);
    await new Promise(setImmediate);
    process.off("warning", onWarning);
    expect(warnings).toEqual([]);
  });

  it("is over when it is aborted, before or meanwhile", async () => {
    await waitUntil(until(3_600_000), AbortSignal.abort());
    const aborted = new AbortController();
    const waiting = waitUntil(until(3_600_000), aborted.signal);
    aborted.abort();
    await waiting;
  });
});
