import { afterEach, describe, expect, it } from "vitest";
import { auto, multipart } from "../../src/index.ts";
import { ManualClock } from "../manual-clock.ts";
import type { TestServer } from "../stream-server.ts";
import { follow, readAll, refuse, send, sendAndReset, serveInTurn, told } from "./support.ts";

let server: TestServer;
afterEach(() => server?.close());

/** On a clock that each pause moves. */
function owned(options: Parameters<typeof follow>[0]) {
  const clock = new ManualClock();
  return follow({ ...options, clock, sleep: async (ms) => clock.advance(ms) });
}

describe("a multipart stream that is followed", () => {
  it("has a boundary of its own for each connection, and goes on from the headers of its parts", async () => {
    const part = (boundary: string, id: number) =>
      `--${boundary}\r\nX-Id: ${id}\r\nContent-Length: 1\r\n\r\n${id}\r\n`;
    server = await serveInTurn(
      send(`${part("a", 1)}--a--`, { "content-type": "multipart/mixed; boundary=a" }),
      (response, request) => {
        response.setHeader("content-type", 'multipart/mixed; boundary="b c"');
        sendAndReset(`${part("b c", 2)}--b c\r\nX-Id: 3\r\nContent-Length: 9\r\n\r\ncut`)(response, request);
      },
      send(part("d", 3), { "content-type": "multipart/mixed; boundary=d" }),
    );
    const following = owned({
      url: server.url,
      format: multipart(),
      cursorOf: "header:x-id",
      resume: { in: "query", name: "since", template: "{id}" },
    });
    expect((await readAll(following)).texts).toEqual(["1", "2", "3"]);
    expect(server.requests.map(({ url }) => url)).toEqual(
      ["", "?since=1", "?since=2", "?since=3"].map((query) => `/stream${query}`),
    );
    expect(following.stream.totals).toMatchObject({ truncatedRecords: 1, truncatedBytes: 3 });
  });
});

describe("a stream of any format that is followed", () => {
  const events = (text: string) => send(text, { "content-type": "text/event-stream" });

  it("goes on after the last event id when it is one of events", async () => {
    server = await serveInTurn(events("id: 7\ndata: a\n\n"), events("data: b\n\n"), refuse(204));
    const { stream } = owned({ url: server.url, format: auto() });
    const ids: unknown[] = [];
    for await (const { text, lastEventId } of stream) ids.push([text, lastEventId]);
    expect(ids).toEqual([
      ["a", "7"],
      ["b", "7"],
    ]);
    expect(server.requests.map(({ headers }) => headers["last-event-id"])).toEqual([undefined, "7", "7"]);
  });

  it("keeps the type that it was up with: a page of a deploy in between is no event", async () => {
    server = await serveInTurn(
      events("data: a\n\n"),
      send("down for maintenance\n", { "content-type": "text/plain" }),
      send("<html>down</html>\n", { "content-type": "text/html" }),
      events("data: b\n\n"),
    );
    const following = owned({ url: server.url, format: auto() });
    expect(await readAll(following)).toEqual({ texts: ["a", "b"], error: undefined });
    expect(told(following.events).filter((what) => what.startsWith("closed"))).toEqual([
      "closed: closed",
      "closed: lost",
      "closed: lost",
      "closed: closed",
      "closed: ended",
    ]);
  });

  it("is refused at once when it begins with a page", async () => {
    server = await serveInTurn(send("<html>no</html>\n", { "content-type": "text/html" }));
    const { error, texts } = await readAll(owned({ url: server.url, format: auto() }));
    expect([texts, error]).toMatchObject([[], { code: "CONTENT_TYPE_UNEXPECTED" }]);
  });
});
