import { describe, expect, test } from "vitest";
import { connect } from "./support/client.ts";
import { eventually, range, startTestSource } from "./support/source.ts";

/** A stream of 30 events of which the first 10 were read and 10 more were made since. */
async function startInterrupted(options: Parameters<typeof startTestSource>[0] = {}) {
  const test = await startTestSource({ resume: true, events: 30, ...options });
  const first = await connect(test.url);
  test.clock.advance(100);
  await first.until(() => first.body.toString().includes('"seq":10,'));
  first.destroy();
  await eventually(() => expect(test.truth().connections[0]?.endedAt).not.toBeNull());
  test.clock.advance(100);
  return { ...test, idOf: (seq: number) => test.truth().events[seq - 1]?.id ?? "" };
}

describe("resume", () => {
  test("by ?since= goes on after that sequence number, first with what was missed", async () => {
    const { clock, truth, url } = await startInterrupted();
    const second = await connect(`${url}?since=10`);
    await second.until(() => second.seqs.length === 10);
    clock.advance(100);
    await second.closed;

    expect(second.seqs).toEqual(range(11, 30));
    expect(truth().connections[1]).toMatchObject({
      resumedAfter: 10,
      firstSeq: 11,
      lastSeq: 30,
      eventsSent: 20,
    });
  });

  test("by Last-Event-ID goes on after that event, in every format", async () => {
    const { clock, idOf, url } = await startInterrupted({ mode: "shared" });
    const ndjson = await connect(url, { "last-event-id": idOf(10) });
    const sse = await connect(`${url}?format=sse`, { "last-event-id": idOf(15) });
    clock.advance(100);
    await Promise.all([ndjson.closed, sse.closed]);

    expect(ndjson.seqs).toEqual(range(11, 30));
    expect(sse.text.match(/(?<=^id: ).*$/gm)).toEqual(range(16, 30).map(idOf));
  });

  test("Last-Event-ID wins over ?since=", async () => {
    const { idOf, url } = await startInterrupted();
    const client = await connect(`${url}?since=0`, { "last-event-id": idOf(18) });
    await client.until(() => client.seqs.length === 2);

    expect(client.seqs).toEqual([19, 20]);
  });

  test("repeats an event byte for byte", async () => {
    const { idOf, url, truth, clock } = await startInterrupted();
    const again = await connect(`${url}?since=0`);
    clock.advance(100);
    await again.closed;

    expect(again.documents.map((document) => document.id)).toEqual(range(1, 30).map(idOf));
    expect(truth().connections[1]).toMatchObject({ eventsSent: 30, duplicatesSent: 0 });
  });

  test("after the end sends what is missing and the end signal, and 204 when nothing is", async () => {
    const { clock, truth, url } = await startInterrupted();
    clock.advance(100);
    expect(truth().state).toBe("ended");
    const client = await connect(`${url}?since=10`);

    expect(await client.closed).toBe("end");
    expect(client.seqs).toEqual(range(11, 30));
    expect(client.text).toMatch(/\{"type":"end-of-stream"\}\n$/);
    expect((await fetch(`${url}?since=30`)).status).toBe(204);
    expect((await fetch(url)).status).toBe(204);
  });

  test("without a place to go on from gets what is made from now on", async () => {
    const { clock, url } = await startInterrupted();
    const client = await connect(url);
    clock.advance(100);
    await client.closed;

    expect(client.seqs).toEqual(range(21, 30));
  });

  test("of a long past is read at the reader's own pace, however little may be buffered", async () => {
    const { clock, truth, url } = await startTestSource({
      resume: true,
      rate: 1_000,
      events: 20_000,
      limits: { maxBufferedBytes: 256 * 1024 },
    });
    (await connect(url)).destroy();
    await eventually(() => expect(truth().connections[0]?.endedAt).not.toBeNull());
    clock.advance(19_999);
    const client = await connect(`${url}?since=0`);
    client.pause();
    clock.advance(1);
    client.resume();
    await client.closed;

    expect(client.seqs).toEqual(range(1, 20_000));
    expect(truth().connections[1]).toMatchObject({ endReason: "ended", eventsSent: 20_000 });
  });
});

describe("resume is refused", () => {
  test("with 410 when the place is older than the window", async () => {
    const { truth, url } = await startInterrupted({ resumeWindow: 5 });
    const tooOld = await fetch(`${url}?since=14`);
    expect(tooOld.status).toBe(410);
    expect(await tooOld.json()).toMatchObject({ code: "RESUME_GONE" });
    expect(truth().refusals).toMatchObject([{ status: 410, reason: "resume-gone" }]);

    const client = await connect(`${url}?since=15`);
    await client.until(() => client.seqs.length === 5);
    expect(client.seqs).toEqual(range(16, 20));
  });

  test.each([
    ["an id of another run", {}, { "last-event-id": "0416300b-980c-45bb-b0a2-c9d7a9e2b7eb" }],
    ["an event that has not been made", { since: "21" }, {}],
  ])("with 410 for %s", async (_, query, headers) => {
    const { url } = await startInterrupted();
    const response = await fetch(`${url}?${new URLSearchParams(query)}`, { headers });

    expect(response.status).toBe(410);
    expect(await response.json()).toMatchObject({ code: "RESUME_GONE" });
  });

  test.each(["-1", "1.5", "x", ""])("with 400 for since=%s", async (since) => {
    const { url } = await startInterrupted();

    expect((await fetch(`${url}?since=${since}`)).status).toBe(400);
  });
});
