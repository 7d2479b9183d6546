import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DeadLetterRecord } from "@unbounded-streams/event-sink";
import { createFileDeadLetter } from "@unbounded-streams/event-sink/file";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { emfLines, valuesOf } from "../support/emf.ts";
import { runBundle } from "../support/run-bundle.ts";
import { type Served, serve } from "../support/serve.ts";
import { type Stage, setUp } from "../support/stage.ts";

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

let stage: Stage;
let served: Served;
let directory: string;
beforeEach(async () => {
  stage = await setUp({});
  directory = await mkdtemp(join(tmpdir(), "dead-letters-"));
  await stage.leases.begin({ streamId: "s1", executionArn: "execution-1" });
});
afterEach(async () => {
  served.close();
  await stage.stop();
  await rm(directory, { recursive: true });
});

/** Turns of the relay by the bundle, one after the other, until the stream is over; gives what they printed. */
async function runTurns(environment: Record<string, string>, turns: number): Promise<string> {
  let output = "";
  for (let turn = 0; turn < turns; turn += 1) {
    const lease = await stage.leases.read("s1");
    if (lease?.status !== "running") break;
    output += await runBundle({
      ...stage.environment,
      ...stage.relayEnvironment,
      STREAM_URI: served.url,
      STREAM_PATH: "",
      TURN: JSON.stringify({ holder: "run/A", expectedEpoch: lease.epoch, awsRequestId: `r${turn}` }),
      ...environment,
    });
  }
  return output;
}

async function deadLetters(): Promise<DeadLetterRecord[]> {
  const records: DeadLetterRecord[] = [];
  for await (const record of createFileDeadLetter({ directory }).read("s1")) records.push(record);
  return records;
}

describe("an SSE event of 5 MiB that the source replays", () => {
  /** Sends twenty events after the last one that the client has, the tenth of which is large, then closes. */
  beforeEach(async () => {
    served = await serve((response, request) => {
      const last = Number(request.headers["last-event-id"] ?? 0);
      if (last === 20) {
        response.writeHead(204).end();
        return;
      }
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (let id = last + 1; id <= 20; id += 1) {
        const data = id === 10 ? "x".repeat(5 * 1024 * 1024) : `event ${id}`;
        response.write(`id: ${id}\ndata: ${data}\n\n`);
      }
      response.end();
    });
  });

  const SSE = { STREAM_FORMAT: "sse", END_SIGNALS: "", EVENT_ID: "" };

  it("keeps no other from being stored, and is asked for once", async () => {
    const output = await runTurns({ ...SSE, DEAD_LETTER_DIR: directory }, 6);
    expect(output).toMatch(/RETURNED .*"outcome":"ended".*"stored":19,.*"deadLettered":1/);
    expect(await stage.stored("s1")).toHaveLength(19);
    expect(served.requests.length).toBeLessThanOrEqual(6);
    expect(await stage.leases.read("s1")).toMatchObject({ status: "ended", checkpoint: "20" });
    const [letter, ...others] = await deadLetters();
    expect(others).toEqual([]);
    expect(letter).toMatchObject({ reason: "FRAME_TOO_LARGE", id: "10", sizeBytes: 5 * 1024 * 1024 + 14 });
    expect(Buffer.from(letter?.data ?? []).toString()).toMatch(/^id: 10\ndata: x{65523}$/);
  });

  it("does so without a dead-letter place, too: an excerpt is in the log, and a metric counts it", async () => {
    const output = await runTurns(SSE, 6);
    expect(await stage.stored("s1")).toHaveLength(19);
    expect(served.requests.length).toBeLessThanOrEqual(6);
    expect(output).toMatch(/"level":"WARN".*"message":"frame skipped".*"reason":"FRAME_TOO_LARGE"/);
    expect(sum(valuesOf(emfLines(output), "FramesSkipped"))).toBe(1);
    expect(Math.max(...output.split("\n").map((line) => line.length))).toBeLessThan(4_096);
  });

  it("fails the connection where that is asked for, and the lease keeps what came before", async () => {
    const output = await runTurns({ ...SSE, ON_INVALID: "fail" }, 2);
    expect(output).toMatch(/THROWN FrameTooLargeError/);
    expect(await stage.leases.read("s1")).toMatchObject({ status: "running", checkpoint: "9" });
  });
});

describe("lines that are not JSON", () => {
  it("cost none of the 200 good ones around them, over one connection", async () => {
    served = await serve((response) => {
      response.writeHead(200, { "content-type": "application/x-ndjson" });
      for (let id = 1; id <= 200; id += 1) {
        response.write(`${id % 7 === 0 ? `{"id":${id},broken\n` : ""}{"id":${id}}\n`);
      }
      response.end('{"type":"end-of-stream"}\n');
    });
    const output = await runTurns({ DEAD_LETTER_DIR: directory }, 3);
    expect(output).toMatch(/RETURNED .*"outcome":"ended".*"stored":200,.*"deadLettered":28/);
    expect(await stage.stored("s1")).toHaveLength(200);
    expect(served.requests).toHaveLength(1);
    const letters = await deadLetters();
    expect(letters.map(({ reason }) => reason)).toEqual(Array.from({ length: 28 }, () => "FRAME_INVALID"));
    expect(letters.map(({ data }) => Buffer.from(data).toString())).toContain('{"id":7,broken');
  });
});

describe("the source's key", () => {
  /** One turn with a secret that is a JSON object, and a source that refuses. */
  async function turnWithJsonSecret(environment: Record<string, string>): Promise<string> {
    const secrets = await serve((response) => {
      response.writeHead(200, { "content-type": "application/x-amz-json-1.1" });
      response.end(JSON.stringify({ Name: "key", SecretString: '{"user":"u","token":"s3cret"}' }));
    });
    served = await serve((response) => response.writeHead(400).end());
    const output = await runTurns(
      {
        STREAM_KEY: "",
        STREAM_KEY_SECRET_ARN: "arn:aws:secretsmanager:local:123456789012:secret:key",
        AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
        ...environment,
      },
      1,
    );
    secrets.close();
    return output;
  }

  it("may be a field of a secret that is a JSON object", async () => {
    const output = await turnWithJsonSecret({ STREAM_KEY_SECRET_FIELD: "token" });
    expect(served.requests[0]?.headers.authorization).toBe("Bearer s3cret");
    expect(output).not.toContain("s3cret");
  });

  it("is refused with the remedy when it would be a JSON object, and the stream fails", async () => {
    const output = await turnWithJsonSecret({});
    expect(served.requests).toHaveLength(0);
    expect(output).toContain("STREAM_KEY_SECRET_FIELD");
    expect(output).not.toContain("s3cret");
    const { status, reason } = (await stage.leases.read("s1")) ?? {};
    expect([status, reason]).toEqual(["failed", expect.stringContaining("STREAM_KEY_SECRET_FIELD")]);
  });

  it("in the query shows nowhere, when it is refused either", async () => {
    served = await serve((response) => response.writeHead(400).end());
    const output = await runTurns({ STREAM_KEY: "s3cret", STREAM_KEY_SCHEME: "query:token" }, 1);
    expect(served.requests[0]?.url).toBe("/s1?token=s3cret");
    expect(output).toMatch(/THROWN StreamRefusedError/);
    const lease = await stage.leases.read("s1");
    expect(lease).toMatchObject({ status: "failed" });
    expect(output + JSON.stringify(lease)).not.toContain("s3cret");
  });
});
