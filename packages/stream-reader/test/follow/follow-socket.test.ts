import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import {
  DEFAULT_FOLLOW_POLICY,
  type FollowStreamOptions,
  followStream,
  meaningOf,
  messages,
} from "../../src/index.ts";
import { ManualClock } from "../manual-clock.ts";
import { type SocketServer, serveSockets } from "../websocket/socket-server.ts";
import { follow, readAll, told } from "./support.ts";

const servers: Pick<SocketServer, "close">[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** A source that knows its events by number, goes on after the one that a subscription names, and can die. */
class ReplaySource {
  /** What each subscription asked for. */
  readonly subscriptions: { since?: number }[] = [];
  private readonly events: number;
  private port = 0;

  constructor(events: number) {
    this.events = events;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/events`;
  }

  async start(): Promise<void> {
    const server = createServer();
    const sockets = new WebSocketServer({ server, perMessageDeflate: { threshold: 64 } });
    sockets.on("connection", (socket) => {
      socket.once("message", (data) => {
        const subscription: { since?: number } = JSON.parse(String(data));
        this.subscriptions.push(subscription);
        this.send(socket, subscription.since ?? 0);
      });
    });
    await new Promise<void>((resolve) => server.listen(this.port, "127.0.0.1", resolve));
    this.port = (server.address() as AddressInfo).port;
    this.kill = async () => {
      for (const socket of sockets.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    };
  }

  /** Cuts all connections off, as a process does that is killed. */
  kill: () => Promise<void> = async () => undefined;

  private send(socket: WebSocket, since: number): void {
    let sent = since;
    const next = () => {
      for (let count = 0; count < 50 && sent < this.events; count += 1) {
        sent += 1;
        socket.send(JSON.stringify({ id: sent, text: "é".repeat(sent % 90) }));
      }
      if (sent < this.events) setImmediate(next);
      else socket.close(4000, "all told");
    };
    next();
  }
}

describe("a stream of messages", () => {
  it("loses and doubles none of 10,000 over 10 handovers and a restart of its source", async () => {
    const total = 10_000;
    const source = new ReplaySource(total);
    await source.start();
    servers.push({ close: () => source.kill() });
    const options: FollowStreamOptions = {
      url: source.url,
      format: messages({ validate: "json" }),
      webSocket: { messages: [{ subscribe: "all", since: 0 }] },
      resume: { in: "message", message: 0, pointer: "/since", template: "{id}", as: "json" },
      cursorOf: "/id",
      policy: { end: [204, 4000], baseDelayMs: 10, maxDelayMs: 50 },
    };
    const ids: number[] = [];
    let cursor: string | undefined;
    let restarted = false;
    let connections = 0;
    for (let carrier = 0; carrier <= 10; carrier += 1) {
      const stream = followStream({ ...options, ...(cursor === undefined ? {} : { cursor }) });
      const quota = (carrier + 1) * 900;
      for await (const frame of stream) {
        ids.push((frame.json() as { id: number }).id);
        if (!restarted && ids.length > 5_200) {
          restarted = true;
          await source.kill();
          await source.start();
        }
        if (carrier < 10 && ids.length >= quota) break;
      }
      connections += stream.totals.connections;
      // What was in hand when the loop was left is done with too: the next carrier goes on after it.
      cursor = String(ids.at(-1));
    }
    expect(ids).toEqual(Array.from({ length: total }, (_, index) => index + 1));
    expect(restarted).toBe(true);
    expect(connections).toBeGreaterThan(11);
    expect(source.subscriptions).toHaveLength(connections);
    expect(source.subscriptions[0]).toEqual({ subscribe: "all", since: 0 });
    expect(source.subscriptions.slice(1).every(({ since }) => Number(since) > 0)).toBe(true);
  });

  it("puts the cursor into a message that waits for a greeting, too", async () => {
    const got: unknown[] = [];
    const server = await serveSockets((socket) => {
      socket.on("message", (data) => {
        const { type, after = 0 } = JSON.parse(String(data)) as { type: string; after?: number };
        got.push({ type, after });
        if (type === "init") return socket.send('{"type":"ack"}');
        socket.send(JSON.stringify({ n: after + 1 }));
        socket.close(after === 0 ? 1001 : 4000);
      });
    });
    servers.push(server);
    const { stream } = follow({
      url: server.url,
      format: messages({ validate: "json" }),
      webSocket: { messages: [{ type: "init" }, { type: "subscribe" }] },
      control: [{ pointer: "/type", value: "ack", action: "ignore", reply: 1 }],
      resume: { in: "message", message: 1, pointer: "/after", template: "{id}", as: "json" },
      cursorOf: "/n",
      policy: { end: [4000] },
    });
    expect(await readAll({ stream })).toEqual({ texts: ['{"n":1}', '{"n":2}'], error: undefined });
    expect(got).toEqual([
      { type: "init", after: 0 },
      { type: "subscribe", after: 0 },
      { type: "init", after: 0 },
      { type: "subscribe", after: 1 },
    ]);
  });

  it("tells of its connections as a stream over HTTP does", async () => {
    const server = await serveSockets((socket) => {
      socket.send("1");
      socket.close(server.requests.length === 1 ? 1001 : 4000, "bye");
    });
    servers.push(server);
    const { stream, events } = follow({
      url: `${server.url}?secret=1`,
      format: messages(),
      policy: { end: [4000] },
    });
    expect(await readAll({ stream })).toEqual({ texts: ["1", "1"], error: undefined });
    expect(told(events)).toEqual([
      "connecting",
      "open",
      "closed: lost",
      "waiting",
      "connecting",
      "open",
      "closed: ended",
    ]);
    expect(events[1]).toMatchObject({ status: 101, target: server.url });
    expect(events[2]).toMatchObject({ reason: expect.stringContaining("1001"), bytesReceived: 3 + 4 + 3 });
    expect(stream.finish).toMatchObject({ kind: "ended", signal: { kind: "status", status: 4000 } });
    expect(JSON.stringify(events)).not.toContain("secret");
  });
});

describe("a close code", () => {
  /** Follows a source that closes with these codes, one after the other; each connection sends an event when `sends`. */
  async function closing(codes: readonly number[], options: Partial<FollowStreamOptions> = {}, sends = true) {
    const left = [...codes];
    const server = await serveSockets((socket) => {
      if (sends) socket.send('{"id":"1"}');
      socket.close(left.shift() ?? 4999);
    });
    servers.push(server);
    const delays: number[] = [];
    const { stream, events } = follow({
      url: server.url,
      format: messages(),
      sleep: async (ms) => {
        delays.push(ms);
      },
      ...options,
      policy: { ...options.policy, end: [4999] },
    });
    return { ...(await readAll({ stream })), delays, events, stream };
  }

  it.each([1000, 1001, 1005, 1006, 1011, 1012, 1013])(
    "%i opens the connection again at once",
    async (code) => {
      const sendable = code === 1006 || code === 1005 ? 1001 : code;
      const { error, delays, texts } = await closing([sendable]);
      expect({ error, delays, texts: texts.length }).toEqual({ error: undefined, delays: [], texts: 2 });
    },
  );

  it("of the source's own is a failure: never at once, and longer each time", async () => {
    const { error, delays } = await closing([4001, 3000, 1008], {}, false);
    expect({ error, delays }).toEqual({ error: undefined, delays: [1_000, 2_000, 4_000] });
  });

  it("that the policy refuses ends the stream with what the source said", async () => {
    const { error, stream } = await closing([4403], { policy: { refuse: ["3xx", "4xx", 4403] } });
    expect(error).toMatchObject({ code: "STREAM_REFUSED", status: 4403 });
    expect(stream.finish).toMatchObject({ kind: "refused" });
  });

  it("of a break can be named too, and a class of codes", async () => {
    expect((await closing([1011], { policy: { refuse: [1011] } })).error).toMatchObject({ status: 1011 });
    expect((await closing([1000], { policy: { refuse: ["1xxx"] } })).error).toMatchObject({ status: 1000 });
    expect(meaningOf(4001, DEFAULT_FOLLOW_POLICY)).toBe("retry");
    expect(meaningOf(4001, { ...DEFAULT_FOLLOW_POLICY, refuse: ["4xxx"] })).toBe("refuse");
    expect(meaningOf(404, { ...DEFAULT_FOLLOW_POLICY, goneOn: [], refuse: ["4xxx"] })).toBe("refuse");
  });

  it("that asks for new credentials has them, and one that says the cursor is too old forgets it", async () => {
    const contexts: boolean[] = [];
    const headers = ({ refresh }: { refresh: boolean }) => {
      contexts.push(refresh);
      return {};
    };
    await closing([4401, 1000], { headers, policy: { refreshOn: [4401] } });
    expect(contexts).toEqual([false, true, false]);
    const again = await closing([4401, 4401, 4401], { headers, policy: { refreshOn: [4401] } }, false);
    expect(again.error).toMatchObject({ code: "STREAM_REFUSED", status: 4401 });
    expect(contexts.slice(3)).toEqual([false, true]);
    const gone = await closing([4404, 4404], { policy: { goneOn: [4404] } }, false);
    expect(gone.error).toMatchObject({ code: "STREAM_REFUSED", status: 4404 });
    const resumable = {
      cursorOf: "/id" as const,
      resume: { in: "query" as const, name: "since", template: "{id}" },
      policy: { restartOn: [4410] },
    };
    const { stream, events } = await closing([1000, 4410], resumable);
    expect(stream.totals.cursorsForgotten).toBe(1);
    const resumed = events.flatMap((event) => (event.kind === "connecting" ? [event.resumed] : []));
    expect(resumed).toEqual([false, true, false]);
  });
});

describe("a learned idle timeout", () => {
  it("hears pings, which are no events", async () => {
    const clock = new ManualClock();
    let peer: WebSocket | undefined;
    const server = await serveSockets((socket) => {
      peer = socket;
      socket.send("first");
    });
    servers.push(server);
    const idleTimeoutMs = { learn: { floorMs: 100, ceilingMs: 1_000, factor: 2 } };
    const stream = followStream({ url: server.url, clock, idleTimeoutMs, policy: { maxAttempts: 1 } });
    const frames = stream[Symbol.asyncIterator]();
    await frames.next();
    const next = frames.next();
    next.catch(() => undefined);
    for (let round = 0; round < 12; round += 1) {
      clock.advance(100);
      const answered = new Promise((resolve) => peer?.once("pong", resolve));
      peer?.ping();
      await answered;
    }
    clock.advance(250);
    await expect(next).rejects.toMatchObject({ code: "STREAM_EXHAUSTED" });
  });
});
