import { afterEach, describe, expect, it } from "vitest";
import { followStream, ndjson, openStream, sse } from "../../../src/index.ts";
import { textsOf } from "../../reading.ts";
import { serve, type TestServer } from "../../stream-server.ts";

let server: TestServer;
afterEach(() => server?.close());

/** What `launchdarkly/sse-contract-tests` expects of a client: `default method and headers`, `reconnection`. */
describe("a request for events", () => {
  it("is a GET that accepts events and no cached answer, without a last event id", async () => {
    server = await serve((_, response) => response.end());
    await textsOf(openStream({ url: server.url, format: sse() }));
    const [request] = server.requests;
    expect(request?.method).toBe("GET");
    expect(request?.headers).toMatchObject({ accept: "text/event-stream", "cache-control": "no-cache" });
    expect(request?.headers).not.toHaveProperty("last-event-id");
  });

  it("has the last event id when it is made again, and at the start when one is given", async () => {
    server = await serve((_, response) => {
      if (server.requests.length === 1) response.end("id: abc\ndata: 1\n\n");
      else response.writeHead(204).end();
    });
    await textsOf(followStream({ url: server.url, format: sse() }));
    await textsOf(followStream({ url: server.url, format: sse(), cursor: "def" }));
    const ids = server.requests.map(({ headers }) => headers["last-event-id"]);
    expect(ids).toEqual([undefined, "abc", "def"]);
    for (const { headers } of server.requests) expect(headers["cache-control"]).toBe("no-cache");
  });

  it("may have other headers", async () => {
    server = await serve((_, response) => response.writeHead(204).end());
    const headers = { "Cache-Control": "max-age=0", accept: "x/y" };
    await textsOf(openStream({ url: server.url, format: sse(), headers }));
    await textsOf(openStream({ url: server.url, format: ndjson() }));
    expect(server.requests[0]?.headers).toMatchObject({ "cache-control": "max-age=0", accept: "x/y" });
    expect(server.requests[1]?.headers).toMatchObject({ "cache-control": "no-cache" });
  });
});
