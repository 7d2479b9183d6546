import { endOnData, type Frame, followStream, messages, openStream } from "@unbounded-streams/stream-reader";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { END_OF_STREAM_MESSAGE } from "../src/index.ts";
import { eventually, range, startTestSource } from "./support/source.ts";

const endSignals = [endOnData(END_OF_STREAM_MESSAGE)];

function seqOf(frame: Frame): number {
  return (frame.json() as { seq: number }).seq;
}

/** Reads to the end; a fault is in `error`. */
async function read(stream: AsyncIterable<Frame>) {
  const seqs: number[] = [];
  try {
    for await (const frame of stream) seqs.push(seqOf(frame));
  } catch (error) {
    return { seqs, error };
  }
  return { seqs, error: undefined };
}

function socketUrl(url: string, query = ""): string {
  return url.replace("http", "ws") + query;
}

describe("a stream over a WebSocket", () => {
  it("has each event as a message, and ends by one", async () => {
    const { url, truth } = await startTestSource({ rate: 0, events: 500 });
    const stream = openStream({ url: socketUrl(url), format: messages({ validate: "json" }), endSignals });
    expect(await read(stream)).toEqual({ seqs: range(1, 500), error: undefined });
    expect(stream.finish).toMatchObject({ kind: "ended" });
    expect((await stream.open())?.headers["stream-connection"]).toBe("1");
    await eventually(() =>
      expect(truth().connections[0]).toMatchObject({ endReason: "ended", format: "messages" }),
    );
    const again = openStream({ url: socketUrl(url) });
    expect(await read(again)).toEqual({ seqs: [], error: undefined });
    expect(again.finish).toMatchObject({ kind: "ended", signal: { status: 204 } });
  });

  it.each([
    ["in the query", { resume: { in: "query", name: "since", template: "{id}" } as const }, ""],
    [
      "in a subscription",
      {
        webSocket: { messages: [{ since: null }] },
        resume: { in: "message", message: 0, pointer: "/since", template: "{id}", as: "json" } as const,
      },
      "?subscribe",
    ],
  ])("goes on where its reader says %s, over faults", async (_, options, query) => {
    const { url, truth } = await startTestSource({
      rate: 0,
      events: 300,
      resume: true,
      faults:
        "refuse:503:next=1,cut-record-after-events:60:ending=close:next=2,drop-after-events:70:ending=end:next=3",
    });
    const stream = followStream({
      url: socketUrl(url, query),
      format: messages({ validate: "json" }),
      cursorOf: "/seq",
      cursor: "0",
      endSignals,
      sleep: async () => undefined,
      ...options,
    });
    expect(await read(stream)).toEqual({ seqs: range(1, 300), error: undefined });
    expect(stream.totals).toMatchObject({ connections: 5, truncatedRecords: 2 });
    await eventually(() => expect(truth().connections.at(-1)?.endReason).toBe("ended"));
  });

  it("is refused by a status of HTTP, and after a subscription by a close code", async () => {
    const { url, clock } = await startTestSource({ resume: true, key: "k" });
    const headers = { authorization: "Bearer k" };
    const failing = async (query: string, options: Partial<Parameters<typeof openStream>[0]> = { headers }) =>
      (await read(openStream({ url: socketUrl(url, query), ...options }))).error;
    expect(await failing("", {})).toMatchObject({ code: "STREAM_REFUSED", status: 401 });
    expect(await failing("?since=99")).toMatchObject({ status: 410 });
    const webSocket = { messages: [{ since: 99 }] };
    expect(await failing("?subscribe", { headers, webSocket })).toMatchObject({
      status: 4410,
      bodyExcerpt: "RESUME_GONE",
    });
    expect(await failing("?subscribe", { headers, webSocket: { messages: ["hello"] } })).toMatchObject({
      status: 4400,
    });
    const silent = openStream({ url: socketUrl(url, "?subscribe"), headers });
    await silent.open();
    const silence = read(silent);
    clock.advance(10_000);
    expect((await silence).error).toMatchObject({ status: 4408 });
  });

  it("has pings for heartbeats", async () => {
    const { url, clock, truth } = await startTestSource({ rate: 1, heartbeatMs: 100 });
    const socket = new WebSocket(socketUrl(url));
    let pings = 0;
    socket.on("ping", () => {
      pings += 1;
    });
    await eventually(() => expect(truth().connections).toHaveLength(1));
    clock.advance(350);
    await eventually(() => expect(pings).toBe(3));
    socket.close();
    await eventually(() => expect(truth().connections[0]?.endReason).toBe("client-closed"));
  });

  it("that does not answer the close does not hold up the end of the source", async () => {
    const { source, url, truth } = await startTestSource();
    const socket = new WebSocket(socketUrl(url));
    await eventually(() => expect(truth().connections).toHaveLength(1));
    socket.pause();
    await source.close();
    socket.terminate();
  });
});
