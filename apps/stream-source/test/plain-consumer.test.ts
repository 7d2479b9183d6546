import {
  endOnEvent,
  endOnJson,
  type Frame,
  ndjson,
  openStream,
  StreamRefusedError,
  sse,
} from "@unbounded-streams/stream-reader";
import { describe, expect, it } from "vitest";
import { startStreamSource } from "../src/index.ts";

/** A consumer that knows nothing of this project but `stream-reader`. */
async function consume(stream: AsyncIterable<Frame>): Promise<{ id: string; text: string }[]> {
  const events: { id: string; text: string }[] = [];
  for await (const frame of stream)
    events.push({ id: (frame.json() as { id: string }).id, text: frame.text });
  return events;
}

describe("a plain consumer with stream-reader alone", () => {
  it.each([
    { name: "ndjson" as const, format: ndjson(), signal: endOnJson("/type", "end-of-stream") },
    { name: "sse" as const, format: sse(), signal: endOnEvent("end") },
  ])("reads the whole stream as $name, to its end signal", async ({ name, format, signal }) => {
    // The stream begins with the request: it is asked for from its start, however late the answer comes.
    await using source = await startStreamSource({
      ...{ events: 150, rate: 3000, format: name, key: "k", resume: true },
    });
    const headers = { authorization: "Bearer k" };
    const url = `${source.streamUrl("s")}?since=0`;
    const stream = openStream({ url, headers, format, endSignals: [signal] });
    const events = await consume(stream);
    expect(stream.finish).toMatchObject({ kind: "ended", signal });
    expect(events.map(({ id }) => id)).toEqual(source.truth("s")?.events.map(({ id }) => id));
  });

  it("goes on where it stopped, with the last event id, until the stream has ended", async () => {
    await using source = await startStreamSource({
      ...{ events: 120, rate: 3000, format: "sse", resume: true },
      faults: "drop-after-events:30:next=3:ending=end",
    });
    const seen: string[] = [];
    let lastEventId: string | undefined;
    let finished = "";
    while (finished !== "ended") {
      const stream = openStream({
        url: source.streamUrl("s"),
        headers: lastEventId === undefined ? {} : { "last-event-id": lastEventId },
        format: sse(),
        endSignals: [endOnEvent("end")],
      });
      for (const { id } of await consume(stream)) seen.push(id);
      lastEventId = stream.lastEventId ?? lastEventId;
      finished = stream.finish?.kind ?? "";
    }
    expect(seen).toEqual(source.truth("s")?.events.map(({ id }) => id));
    expect(source.truth("s")?.connections).toHaveLength(4);
  });

  it("is told when the source refuses it", async () => {
    await using source = await startStreamSource({ key: "k" });
    const stream = openStream({ url: source.streamUrl("s"), format: ndjson() });
    await expect(consume(stream)).rejects.toBeInstanceOf(StreamRefusedError);
  });
});
