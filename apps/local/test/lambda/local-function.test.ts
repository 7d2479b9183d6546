import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { beforeAll, describe, expect, it } from "vitest";
import type { Invocation } from "../../src/lambda/invocation.ts";
import { LocalFunction } from "../../src/lambda/local-function.ts";

let bundle: string;
beforeAll(async () => {
  bundle = join(await mkdtemp(join(tmpdir(), "bundle-")), "index.mjs");
  await writeFile(
    bundle,
    `export async function handler(event, context) {
       console.log(JSON.stringify({ message: "connected", connectedAtMs: 5, env: process.env }));
       console.log(JSON.stringify({ message: "progress", received: 3, stored: 2, duplicates: 1 }));
       if (event.how === "letters") {
         console.log(JSON.stringify({ message: "dead letter", location: "x" }));
         console.log(JSON.stringify({ message: "dead letter", location: "y" }));
         console.log(JSON.stringify({ message: "frame skipped", reason: "invalid" }));
         console.log(JSON.stringify({ message: "reconnecting", reason: "closed by the source" }));
         process.exit(7);
       }
       if (event.how === "html") throw Object.assign(new Error("sent HTML"), { name: "StreamContentTypeError" });
       if (event.how === "throw") throw Object.assign(new Error("not over"), { name: "StreamNotEndedError" });
       if (event.how === "exit") process.exit(7);
       if (event.how === "hang") await new Promise(() => setInterval(() => {}, 1000));
       return { remainingMs: context.getRemainingTimeInMillis(), requestId: context.awsRequestId };
     }`,
  );
});

function functionOf(timeoutMs: number, crashAfterMs: () => number | undefined = () => undefined) {
  const log = new PassThrough();
  const cutOff: Invocation[] = [];
  const lambda = new LocalFunction({
    ...{ bundle, functionName: "f", environment: { ONLY: "this" }, timeoutMs, crashAfterMs, log },
    onCutOff: (connections) => cutOff.push(...connections),
  });
  return { log, cutOff, lambda };
}

describe("what is known of an invocation that failed", () => {
  it("has the thrown error's message for its reason", async () => {
    const { lambda } = functionOf(60_000);
    await expect(lambda.invoke({ streamId: "s", how: "html" }, "A")).rejects.toThrow();
    expect(lambda.invocations[0]).toMatchObject({ outcome: "StreamContentTypeError", reason: "sent HTML" });
  });

  it("has dead letters and frames passed over as far as they came, and its own reason, when it was killed", async () => {
    const { lambda } = functionOf(60_000);
    await expect(lambda.invoke({ streamId: "s", how: "letters" }, "A")).rejects.toThrow();
    expect(lambda.invocations[0]).toMatchObject({
      ...{ outcome: "crashed", deadLettered: 2, framesSkipped: 1 },
      reason: "closed by the source",
    });
    await expect(lambda.invoke({ streamId: "s", how: "exit" }, "A")).rejects.toThrow();
    expect(lambda.invocations[1]?.reason).toBe("Runtime exited with error: exit status 7");
  });
});

describe("the local function", () => {
  it("kills an invocation before its time where it is told to: Lambda.Unknown", async () => {
    const { lambda } = functionOf(60_000, () => 1);
    await expect(lambda.invoke({ streamId: "s", how: "hang" }, "A")).rejects.toMatchObject({
      name: "Lambda.Unknown",
    });
    expect(lambda.invocations[0]?.outcome).toBe("crashed");
  });

  it("serves nothing more after everything was killed", async () => {
    const { lambda } = functionOf(60_000);
    await lambda.killAll();
    await expect(lambda.invoke({ streamId: "s" }, "A")).rejects.toThrow(/no longer served/);
    expect(lambda.invocations).toHaveLength(0);
  });

  it("returns what the handler returns, from a process with its environment and no other", async () => {
    const { lambda, log } = functionOf(60_000);
    const result = (await lambda.invoke({ streamId: "s" }, "A")) as {
      remainingMs: number;
      requestId: string;
    };
    expect(result.remainingMs).toBeGreaterThan(0);
    expect(result.remainingMs).toBeLessThanOrEqual(60_000);
    const [invocation] = lambda.invocations;
    expect(invocation).toMatchObject({
      branch: "A",
      outcome: "ended",
      connectedAtMs: 5,
      received: 3,
      stored: 2,
      duplicates: 1,
    });
    expect(result.requestId).toBe(invocation?.requestId);
    log.end();
    const env = JSON.parse((await text(log)).split("\n")[0] ?? "").env;
    expect(env.ONLY).toBe("this");
    expect(env.PATH).toBeUndefined();
  });

  it("keeps the name of an error that the handler throws", async () => {
    const { lambda } = functionOf(60_000);
    await expect(lambda.invoke({ streamId: "s", how: "throw" }, "A")).rejects.toMatchObject({
      name: "StreamNotEndedError",
      message: expect.stringContaining('"errorMessage":"not over"'),
    });
    expect(lambda.invocations[0]?.outcome).toBe("interrupted");
  });

  it("kills the process at the timeout: Sandbox.Timedout", async () => {
    const { lambda } = functionOf(50);
    await expect(lambda.invoke({ streamId: "s", how: "hang" }, "A")).rejects.toMatchObject({
      name: "Sandbox.Timedout",
    });
    expect(lambda.invocations[0]?.outcome).toBe("timed-out");
  });

  it("names a process that dies Lambda.Unknown", async () => {
    const { lambda } = functionOf(60_000);
    await expect(lambda.invoke({ streamId: "s", how: "exit" }, "A")).rejects.toMatchObject({
      name: "Lambda.Unknown",
      message: expect.stringContaining("exit status 7"),
    });
    expect(lambda.invocations[0]?.outcome).toBe("crashed");
  });

  it("leaves no process behind when all is killed, and has told by then of what that cut off", async () => {
    const { lambda, cutOff } = functionOf(60_000);
    const hanging = lambda.invoke({ streamId: "s", how: "hang" }, "A").catch((error: Error) => error.name);
    await lambda.killAll();
    expect(cutOff).toEqual(lambda.invocations);
    expect(await hanging).toBe("Lambda.Unknown");
    expect(lambda.invocations[0]?.outcome).toBe("aborted");
  });
});
