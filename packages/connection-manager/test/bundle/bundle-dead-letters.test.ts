import { hash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { createFileDeadLetter } from "@unbounded-streams/event-sink/file";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { emfLines, valuesOf } from "../support/emf.ts";
import { runBundle } from "../support/run-bundle.ts";
import { type Stage, setUp } from "../support/stage.ts";

/** 500 KB, over the 400 KB of an item. */
const LARGE = Array.from({ length: 8_000 }, (_, index) =>
  hash("sha512", String(index), "base64").slice(0, 64),
).join("");
const EVENTS = [
  { id: "1", data: "first" },
  { id: "2", data: LARGE },
  { id: "3", data: "third" },
].map((event) => JSON.stringify(event));
const END = '{"type":"end-of-stream"}';

let stage: Stage;
let servers: Server[] = [];

beforeEach(async () => {
  stage = await setUp({});
  await stage.leases.begin({ streamId: "s1", executionArn: "execution-1" });
});

afterEach(async () => {
  for (const server of servers) server.close();
  servers = [];
  await stage.stop();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Runs a turn of the bundle over a stream whose second event is too large for the table. */
async function runOverLargeEvent(environment: Record<string, string>): Promise<string> {
  const source = await serve((_request, response) => {
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    response.end(`${[...EVENTS, END].join("\n")}\n`);
  });
  return runBundle({
    ...stage.environment,
    ...stage.relayEnvironment,
    STREAM_URI: source,
    COMPRESS: "none",
    TURN: JSON.stringify({ holder: "run/A", expectedEpoch: 1 }),
    ...environment,
  });
}

async function expectPassed(output: string): Promise<void> {
  expect(output).toMatch(
    /RETURNED .*"outcome":"ended".*"received":3,"stored":2,"duplicates":0,"deadLettered":1/,
  );
  expect((await stage.stored("s1")).map(({ data }) => JSON.parse(String(data)).data).toSorted()).toEqual([
    "first",
    "third",
  ]);
  expect(await stage.leases.read("s1")).toMatchObject({ status: "ended", checkpoint: "3" });
  expect(valuesOf(emfLines(output), "DeadLetters")).toEqual([1]);
}

describe("an event that is too large for the table", () => {
  it("goes to a folder whole, and the stream and its checkpoint go on", async () => {
    const directory = await mkdtemp(join(tmpdir(), "dead-letters-"));
    try {
      const output = await runOverLargeEvent({ DEAD_LETTER_DIR: directory });
      await expectPassed(output);
      const letters: string[] = [];
      for await (const { data } of createFileDeadLetter({ directory }).read("s1")) {
        letters.push(Buffer.from(data).toString());
      }
      expect(letters).toEqual([EVENTS[1]]);
      expect(output).toMatch(/"message":"dead letter".*dead-letters-/);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it("goes to a bucket whole, under the prefix, with the function's credentials", async () => {
    const objects = new Map<string, string>();
    const endpoint = await serve(async (request, response) => {
      expect(request.method).toBe("PUT");
      expect(request.headers.authorization).toContain("Credential=local/");
      objects.set(request.url?.split("?")[0] ?? "", await text(request));
      response.end();
    });
    const output = await runOverLargeEvent({
      DEAD_LETTER_BUCKET: "dead-letters",
      DEAD_LETTER_PREFIX: "large/",
      AWS_ENDPOINT_URL_S3: endpoint,
    });
    await expectPassed(output);
    const key = hash("sha1", EVENTS[1] ?? "", "hex");
    expect([...objects.keys()]).toEqual([`/dead-letters/large/s1/${key}.json`]);
    expect(JSON.parse([...objects.values()][0] ?? "{}")).toMatchObject({
      streamId: "s1",
      key,
      data: EVENTS[1],
    });
    expect(output).toContain(`s3://dead-letters/large/s1/${key}.json`);
  });

  it("goes to the log in part when there is no place for it, and the stream and its checkpoint go on", async () => {
    const output = await runOverLargeEvent({});
    expect(output).toMatch(
      /RETURNED .*"outcome":"ended".*"stored":2,"duplicates":0,"deadLettered":0,"framesSkipped":1/,
    );
    expect(output).toMatch(/"level":"WARN".*"message":"frame skipped".*"reason":"EVENT_TOO_LARGE"/);
    expect(output).not.toContain(LARGE.slice(0, 2_000));
    expect(await stage.leases.read("s1")).toMatchObject({ status: "ended", checkpoint: "3" });
    expect(valuesOf(emfLines(output), "FramesSkipped")).toEqual([1]);
  });

  it("fails the connection, and holds the checkpoint back, without a place where that is asked for", async () => {
    const output = await runOverLargeEvent({ ON_INVALID: "fail" });
    expect(output).toMatch(/THROWN FlushError/);
    const { status, checkpoint } = (await stage.leases.read("s1")) ?? {};
    expect(status).toBe("running");
    expect([undefined, "1"]).toContain(checkpoint);
  });
});
