import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  END_OF_STREAM_MESSAGE,
  END_OF_STREAM_SSE_DATA,
  END_OF_STREAM_SSE_EVENT,
  type StreamFormat,
} from "../src/index.ts";
import { type Client, connect } from "./support/client.ts";
import { range, startTestSource } from "./support/source.ts";

const recorded = readFileSync(new URL("../data/recentchange.ndjson", import.meta.url), "utf8")
  .trim()
  .split("\n");

function sha1(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}

/** The fields of each SSE event, read by the rules of the standard. */
function sseEvents(client: Client): { id?: string; event?: string; data: string }[] {
  return client.text
    .split("\n\n")
    .slice(0, -1)
    .map((block) => block.split("\n").filter((line) => !line.startsWith(":")))
    .filter((lines) => lines.length > 0)
    .map((lines) => {
      const values = (name: string) =>
        lines.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2));
      const [id] = values("id");
      const [event] = values("event");
      return {
        ...(id !== undefined && { id }),
        ...(event !== undefined && { event }),
        data: values("data").join("\n"),
      };
    });
}

describe("the formats", () => {
  test("ndjson: each event is a line, and the truth has its SHA-1", async () => {
    const { clock, truth, url } = await startTestSource({ events: 250 });
    const client = await connect(url);
    clock.advance(2_500);

    expect(await client.closed).toBe("end");
    expect(client.status).toBe(200);
    expect(client.headers["content-type"]).toBe("application/x-ndjson");
    expect(client.headers["transfer-encoding"]).toBe("chunked");
    expect(client.lines.at(-1)).toBe(END_OF_STREAM_MESSAGE);
    expect(client.seqs).toEqual(range(1, 250));
    const { events } = truth();
    expect(events.map((event) => event.sha1)).toEqual(client.lines.slice(0, -1).map(sha1));
    expect(events.map((event) => event.id)).toEqual(client.documents.map((document) => document.id));
    expect(new Set(events.map((event) => event.id)).size).toBe(250);
  });

  test("an event is a recorded document with an id and a sequence number of its own", async () => {
    const { clock, url } = await startTestSource({ events: 101 });
    const client = await connect(url);
    clock.advance(2_000);
    await client.closed;

    for (const [index, document] of client.documents.entries()) {
      const original = JSON.parse(recorded[index % 100] ?? "");
      const { id } = document;
      expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(document).toEqual({ ...original, id, seq: index + 1, meta: { ...original.meta, id } });
    }
  });

  test("sse: id, event and data, then the end event", async () => {
    const { clock, truth, url } = await startTestSource({ events: 120, format: "sse" });
    const client = await connect(url);
    clock.advance(2_000);

    expect(await client.closed).toBe("end");
    expect(client.headers["content-type"]).toBe("text/event-stream");
    const events = sseEvents(client);
    expect(events.pop()).toEqual({ event: END_OF_STREAM_SSE_EVENT, data: END_OF_STREAM_SSE_DATA });
    expect(events.map(({ id, data }) => ({ id, sha1: sha1(data) }))).toEqual(
      truth().events.map(({ id, sha1 }) => ({ id, sha1 })),
    );
    expect(new Set(events.map((each) => each.event))).toEqual(new Set(["message"]));
  });

  test("chunks: each event is one network chunk, and so are the blank keep-alive and the end", async () => {
    const { clock, url } = await startTestSource({ events: 3, format: "chunks", rate: 1, heartbeatMs: 600 });
    const client = await connect(url);
    for (const expected of [1, 2, 3, 4, 5]) {
      clock.advance(600);
      await client.until(() => client.chunks.length >= expected);
    }

    await client.closed;
    expect(client.headers["content-type"]).toBe("application/octet-stream");
    const kinds = client.chunks.map(String).map((chunk) => {
      expect(chunk.endsWith("\n")).toBe(true);
      return chunk === "\n" ? "keep-alive" : (JSON.parse(chunk).seq ?? JSON.parse(chunk).type);
    });
    expect(kinds).toEqual(["keep-alive", 1, "keep-alive", 2, "keep-alive", 3, "end-of-stream"]);
  });

  test("events made in one instant still go out as chunks of their own", async () => {
    const { clock, url } = await startTestSource({ events: 20, format: "chunks" });
    const client = await connect(url);
    clock.jump(1_000);
    clock.advance(0);
    await client.closed;

    expect(client.chunks.map((chunk) => JSON.parse(chunk.toString()).seq).slice(0, 20)).toEqual(range(1, 20));
  });

  test("a request may ask for another format; the events have the same bytes in all", async () => {
    const { clock, url } = await startTestSource({ events: 30, mode: "shared" });
    const formats: StreamFormat[] = ["ndjson", "chunks", "sse"];
    const [ndjson, chunks, sse] = await Promise.all(
      formats.map((format) => connect(`${url}?format=${format}`)),
    );
    clock.advance(1_000);
    await Promise.all([ndjson?.closed, chunks?.closed, sse?.closed]);

    expect(chunks?.text).toBe(ndjson?.text);
    expect(sse && sseEvents(sse).map((event) => event.data)).toEqual([
      ...(ndjson?.lines.slice(0, -1) ?? []),
      "[DONE]",
    ]);
  });

  test("a format that there is not is a 400 that names those that there are", async () => {
    const { url } = await startTestSource();
    const response = await fetch(`${url}?format=xml`);

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      code: "REQUEST_INVALID",
      message: "format must be one of ndjson, sse, chunks",
    });
  });
});

describe("heartbeats", () => {
  test.each([
    ["ndjson", "\n"],
    ["chunks", "\n"],
    ["sse", ":\n\n"],
  ] as const)("in %s a quiet connection gets %j", async (format, heartbeat) => {
    const { clock, truth, url } = await startTestSource({ format, rate: 0.001, heartbeatMs: 500 });
    const client = await connect(url);
    clock.advance(499);
    clock.advance(1_001);
    await client.until(() => client.body.length === 3 * heartbeat.length);

    expect(client.text).toBe(heartbeat.repeat(3));
    expect(truth().connections).toMatchObject([
      { heartbeatsSent: 3, bytesSent: 3 * heartbeat.length, eventsSent: 0 },
    ]);
  });

  test("a connection that gets events gets none, and 0 turns them off", async () => {
    const { clock, url } = await startTestSource({ events: 50, heartbeatMs: 15 });
    const busy = await connect(url);
    clock.advance(500);
    await busy.closed;
    expect(busy.text).not.toContain("\n\n");

    const quiet = await startTestSource({ rate: 0.001, events: 1, heartbeatMs: 0 });
    const client = await connect(quiet.url);
    quiet.clock.advance(1_000_000);
    await client.closed;
    expect(client.text).not.toContain("\n\n");
  });
});
