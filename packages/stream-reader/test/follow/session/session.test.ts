import { afterEach, describe, expect, it } from "vitest";
import { type FollowHistory, type FollowStreamOptions, sse } from "../../../src/index.ts";
import { serve, type TestServer } from "../../stream-server.ts";
import { follow, readAll, told } from "../support.ts";
import { headerOf, type SessionServer, serveSessions } from "./session-server.ts";

const servers: TestServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function sessions(): Promise<SessionServer> {
  const server = await serveSessions();
  servers.push(server);
  return server;
}

async function serving(...args: Parameters<typeof serve>): Promise<TestServer> {
  const server = await serve(...args);
  servers.push(server);
  return server;
}

const MCP = {
  format: sse(),
  headers: { authorization: "Bearer k" },
  handshake: [{ method: "POST", body: "initialize" }, { body: "initialized" }],
  keepHeaders: ["Mcp-Session-Id"],
} satisfies Partial<FollowStreamOptions>;

const SESSION = "s3cret-session-1";

/** Pauses that were asked for, which take no time. */
function pauses() {
  const waited: number[] = [];
  const sleep = async (ms: number) => {
    waited.push(ms);
  };
  return { waited, sleep };
}

describe("a session", () => {
  it("is made once, before the first connection, and is in each request after", async () => {
    const server = await sessions();
    const { stream, events } = follow({ ...MCP, url: server.url });
    const { texts, error } = await readAll({ stream });
    expect(error).toBeUndefined();
    expect(texts).toEqual(["1", "2", "3", "4", "5", "6"]);
    expect(server.asked).toEqual([
      { what: "POST initialize", session: undefined, after: undefined },
      { what: "POST initialized", session: SESSION, after: undefined },
      { what: "GET /stream", session: SESSION, after: undefined },
      { what: "GET /stream", session: SESSION, after: "2" },
      { what: "GET /stream", session: SESSION, after: "4" },
      { what: "GET /stream", session: SESSION, after: "6" },
    ]);
    expect(told(events).slice(0, 3)).toEqual(["connecting", "open", "closed: closed"]);
    expect(JSON.stringify(events)).not.toContain("s3cret");
    expect(server.requests[0]?.headers).toMatchObject({ authorization: "Bearer k" });
    await server.idle();
  });

  it("goes on in another process, by its history alone", async () => {
    const server = await sessions();
    const { stream } = follow({ ...MCP, url: server.url });
    for await (const frame of stream) if (frame.text === "3") break;
    const history: FollowHistory = JSON.parse(JSON.stringify(stream.history));
    expect(history).toEqual({ kept: { "mcp-session-id": SESSION } });
    const asked = server.asked.length;
    const { stream: next } = follow({ ...MCP, url: server.url, history, cursor: "3" });
    await readAll({ stream: next });
    expect(server.asked[asked]).toEqual({ what: "GET /stream", session: SESSION, after: "3" });
    expect(server.asked.filter(({ what }) => what === "POST initialize")).toHaveLength(1);
  });

  it("that the source has forgotten is made anew at once, and the cursor is forgotten with it", async () => {
    const server = await sessions();
    const { waited, sleep } = pauses();
    const { stream, events } = follow({
      ...MCP,
      url: server.url,
      sleep,
      onConnection: (event) => {
        events.push(event);
        if (event.kind === "closed" && event.attempt === 1) server.known.clear();
      },
    });
    const { texts } = await readAll({ stream });
    expect(texts).toEqual(["1", "2", "3", "4", "5", "6"]);
    expect(server.asked.slice(3, 7)).toEqual([
      { what: "GET /stream", session: SESSION, after: "2" },
      { what: "POST initialize", session: undefined, after: undefined },
      { what: "POST initialized", session: "s3cret-session-2", after: undefined },
      { what: "GET /stream", session: "s3cret-session-2", after: undefined },
    ]);
    expect(waited).toEqual([]);
    const reasons = events.flatMap((event) => (event.kind === "waiting" ? [event.reason] : []));
    expect(reasons.filter((reason) => reason.includes("404"))).toEqual([
      expect.stringMatching(/ status 404\b.*: the session is gone, a new one is made$/),
    ]);
    expect(stream.totals.cursorsForgotten).toBe(1);
    expect(stream.history).toEqual({ refusals: [0, 1], kept: { "mcp-session-id": "s3cret-session-2" } });
  });

  it("that was another process's and is gone is made anew", async () => {
    const server = await sessions();
    const history = { kept: { "mcp-session-id": "long-gone" } };
    const { stream } = follow({ ...MCP, url: server.url, history, cursor: "7" });
    expect((await readAll({ stream })).texts[0]).toBe("1");
    expect(server.asked.slice(0, 2)).toMatchObject([
      { what: "GET /stream", session: "long-gone", after: "7" },
      { what: "POST initialize", session: undefined },
    ]);
  });

  it("that is gone each time ends a stream that never was up, the second time", async () => {
    const server = await sessions();
    server.amnesia = true;
    const { waited, sleep } = pauses();
    const { stream } = follow({ ...MCP, url: server.url, sleep });
    const { error } = await readAll({ stream });
    expect(error).toMatchObject({ code: "STREAM_REFUSED", status: 404 });
    expect(server.asked.map(({ what }) => what)).toEqual([
      "POST initialize",
      "POST initialized",
      "POST initialize",
      "POST initialized",
    ]);
    expect(waited).toEqual([]);
    expect(stream.history?.kept).toBeUndefined();
  });

  it("that is gone each time is asked for after pauses that grow, once the stream has been up, and not for ever", async () => {
    const server = await sessions();
    server.amnesia = true;
    let nowMs = 1_000_000;
    const waited: number[] = [];
    const { stream } = follow({
      ...MCP,
      url: server.url,
      wasUp: true,
      clock: { now: () => nowMs, startTimer: () => () => undefined },
      sleep: async (ms) => {
        waited.push(ms);
        nowMs += ms;
      },
    });
    const { error } = await readAll({ stream });
    expect(error).toMatchObject({ code: "STREAM_REFUSED", status: 404 });
    expect(waited.slice(0, 4)).toEqual([4_000, 8_000, 16_000, 30_000]);
    expect(waited.reduce((sum, ms) => sum + ms)).toBe(300_000);
    expect(server.asked.length).toBeLessThan(40);
  });

  it("is gone by the statuses that the policy names, and by none that carried nothing of it", async () => {
    const first = await serving((request, response) => {
      const isKnown = headerOf(request, "x-session") === "new";
      if (request.url === "/login")
        response.writeHead(200, { "x-session": servers.length === 1 ? "new" : "" }).end();
      else response.writeHead(isKnown ? 204 : 440).end();
    });
    const options = {
      format: sse(),
      url: first.url,
      keepHeaders: ["x-session"],
      handshake: [{ url: "/login" }],
      policy: { sessionGoneOn: [440] },
    };
    const stale = follow({ ...options, history: { kept: { "x-session": "old" } } });
    expect((await readAll(stale)).error).toBeUndefined();
    expect(first.requests.map(({ url }) => url)).toEqual(["/stream", "/login", "/stream"]);
    const { error } = await readAll(follow({ ...options, handshake: [] }));
    expect(error).toMatchObject({ code: "STREAM_REFUSED", status: 440 });
    expect(first.requests).toHaveLength(4);
  });

  it("needs no handshake when the stream itself gives it", async () => {
    let requests = 0;
    const server = await serving((request, response) => {
      requests += 1;
      if (requests > 2) response.writeHead(204).end();
      else
        response
          .writeHead(200, { "x-session": `of-${requests}` })
          .end(`data: ${headerOf(request, "x-session")}\n\n`);
    });
    const { texts } = await readAll(follow({ format: sse(), url: server.url, keepHeaders: ["x-session"] }));
    expect(texts).toEqual(["undefined", "of-1"]);
    expect(server.requests[2]?.headers).toMatchObject({ "x-session": "of-2" });
  });
});
