import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Agent } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import {
  auto,
  CookieJar,
  concatenatedJson,
  elements,
  endOnClose,
  endOnData,
  endOnStatus,
  type Frame,
  type FrameFormat,
  lines,
  messages,
  ndjson,
  openStream,
  sse,
} from "../../src/index.ts";
import { ManualClock } from "../manual-clock.ts";
import { failureOf, textsOf } from "../reading.ts";
import { listen } from "../stream-server.ts";
import { TLS } from "../tls-fixtures.ts";
import {
  clientFrames,
  frame,
  proofOf,
  type SocketServer,
  serveRawSockets,
  serveSockets,
} from "./socket-server.ts";

const servers: Pick<SocketServer, "close">[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function serving(...given: Parameters<typeof serveSockets>): Promise<SocketServer> {
  const server = await serveSockets(...given);
  servers.push(server);
  return server;
}

async function servingRaw(...given: Parameters<typeof serveRawSockets>): Promise<SocketServer> {
  const server = await serveRawSockets(...given);
  servers.push(server);
  return server;
}

/** Sends these messages and closes properly. */
function send(...given: (string | Uint8Array)[]) {
  return (socket: WebSocket) => {
    for (const message of given) socket.send(message);
    socket.close(1000, "done");
  };
}

describe("messages", () => {
  it("are frames, text and binary, by their very bytes", async () => {
    const bytes = Uint8Array.of(0, 255, 10, 13);
    const server = await serving(send("é«🙂", bytes, "\uFEFFwith a mark", ""));
    const frames: Frame[] = [];
    const stream = openStream({ url: server.url });
    for await (const each of stream) frames.push(each);
    expect(frames.map(({ binary }) => binary)).toEqual([undefined, true, undefined]);
    expect(frames[0]?.text).toBe("é«🙂");
    expect(Buffer.from(frames[1]?.bytes ?? [])).toEqual(Buffer.from(bytes));
    expect(Buffer.from(frames[2]?.bytes ?? []).toString()).toBe("\uFEFFwith a mark");
    expect(stream.finish).toEqual({
      kind: "closed",
      clean: true,
      bytesReceived: 2 + 8 + 2 + 4 + 2 + 14 + 2 + 2 + 6,
      closeCode: 1000,
      closeReason: "done",
    });
    await server.idle();
  });

  it.each([
    ["with a context that is kept", {}],
    ["without one", { serverNoContextTakeover: true }],
    ["in a small window", { serverMaxWindowBits: 9 }],
  ])("are inflated %s", async (_, options) => {
    const texts = Array.from({ length: 200 }, (_, n) =>
      JSON.stringify({ n, text: "hello again, ".repeat(n * 7) }),
    );
    const server = await serving(send(...texts), { perMessageDeflate: { threshold: 0, ...options } });
    const stream = openStream({ url: server.url });
    expect(await textsOf(stream)).toEqual(texts);
    expect(stream.bytesReceived).toBeLessThan(texts.join("").length / 3);
    await server.idle();
  });

  it("are not compressed when other codings are asked for", async () => {
    const server = await serving(send("text"), { perMessageDeflate: { threshold: 0 } });
    expect(await textsOf(openStream({ url: server.url, acceptEncoding: ["gzip"] }))).toEqual(["text"]);
    expect(server.requests[0]?.headers["sec-websocket-extensions"]).toBeUndefined();
    await server.idle();
  });

  it("in fragments, compressed or not, are whole", async () => {
    const fragments = (socket: WebSocket) => {
      socket.send("one ", { fin: false });
      socket.ping();
      socket.send("two ", { fin: false });
      socket.send("three");
      socket.close(1000);
    };
    for (const perMessageDeflate of [false, { threshold: 0 }]) {
      const server = await serving(fragments, { perMessageDeflate });
      expect(await textsOf(openStream({ url: server.url }))).toEqual(["one two three"]);
      await server.idle();
    }
  });

  it("that must be JSON are an error when they are not, after those before, or are handed over", async () => {
    const server = await serving(send('{"n":1}', "no JSON", '{"n":2}'));
    const format = messages({ validate: "json" });
    const { error, frames } = await failureOf({ url: server.url, format });
    expect(error).toMatchObject({ code: "FRAME_INVALID" });
    expect(frames.map((each) => each.json())).toEqual([{ n: 1 }]);
    const seen: string[] = [];
    for await (const { rejected, text } of openStream({ url: server.url, format, rejected: "deliver" })) {
      seen.push(rejected === undefined ? text : `${rejected.cause.code} ${text}`);
    }
    expect(seen).toEqual(['{"n":1}', "FRAME_INVALID no JSON", '{"n":2}']);
    await server.idle();
  });

  it("are bodies of their own to other formats, whose last record needs no terminator", async () => {
    const read = async (format: Parameters<typeof openStream>[0]["format"], ...given: string[]) => {
      const server = await serving(send(...given));
      return textsOf(openStream({ url: server.url, ...(format && { format }) }));
    };
    expect(await read(ndjson(), '{"a":1}\n{"b":2}', '{"c":3}\n')).toEqual(['{"a":1}', '{"b":2}', '{"c":3}']);
    expect(await read(lines(), "one\ntw", "o")).toEqual(["one", "tw", "o"]);
    expect(await read(concatenatedJson(), "1 2", '{"c":3}')).toEqual(["1", "2", '{"c":3}']);
    expect(await read(sse(), "id: 1\ndata: a\n\n", "data: b\n\n")).toEqual(["a", "b"]);
    const server = await serving(send("data: cut off"));
    const { error } = await failureOf({ url: server.url, format: sse() });
    expect(error).toMatchObject({ code: "FRAME_INVALID", message: expect.stringContaining("record of sse") });
  });

  it("can hold several events, also where the format is to be found out", async () => {
    const server = await serving(send('{"events":[{"n":1},{"n":2}]}', '{"n":\n3}'));
    const read = (format: FrameFormat) => textsOf(openStream({ url: server.url, format }));
    expect(await read(elements(messages(), { at: "/events" }))).toEqual(['{"n":1}', '{"n":2}', '{"n":\n3}']);
    expect(await read(elements(auto(), { at: "/events" }))).toEqual(['{"n":1}', '{"n":2}', '{"n":\n3}']);
    expect(await read(auto())).toEqual(['{"events":[{"n":1},{"n":2}]}', '{"n":\n3}']);
  });

  it("of SSE leave their last event id to those after them", async () => {
    const server = await serving(send("id: 1\ndata: a\n\n", "data: b\n\n"));
    const stream = openStream({ url: server.url, format: sse() });
    const ids: (string | undefined)[] = [];
    for await (const each of stream) ids.push(each.lastEventId);
    expect(ids).toEqual(["1", "1"]);
    expect(stream.lastEventId).toBe("1");
  });

  it("over the bound are passed over, or are an error that closes with 1009", async () => {
    let code: number | undefined;
    const server = await serving((socket) => {
      socket.on("close", (given) => {
        code = given;
      });
      send("before", "x".repeat(1_000), "after")(socket);
    });
    const skipped: number[] = [];
    const onOversize = ({ bytes }: { bytes: number }) => skipped.push(bytes);
    const url = server.url;
    expect(await textsOf(openStream({ url, maxFrameBytes: 100, onOversize }))).toEqual(["before", "after"]);
    expect(skipped).toEqual([1_000]);
    const { error, frames } = await failureOf({ url, maxFrameBytes: 100 });
    expect(error).toMatchObject({ code: "FRAME_TOO_LARGE", maxFrameBytes: 100 });
    expect(frames.map(({ text }) => text)).toEqual(["before"]);
    await server.idle();
    expect(code).toBe(1009);
  });

  it("end the stream by an end signal", async () => {
    const server = await serving(send("one", "[DONE]", "two"));
    const stream = openStream({ url: server.url, endSignals: [endOnData("[DONE]")] });
    expect(await textsOf(stream)).toEqual(["one"]);
    expect(stream.finish).toMatchObject({ kind: "ended", signal: { kind: "data" } });
    await server.idle();
  });
});

describe("what is sent", () => {
  it("on opening are the messages, in order, and what control rules answer", async () => {
    const got: string[] = [];
    const server = await serving((socket) => {
      socket.on("message", (data) => {
        got.push(String(data));
        if (got.length === 2) for (const text of ["event", "ping", "event"]) socket.send(text);
        if (got.length === 3) socket.close(1000);
      });
    });
    const stream = openStream({
      url: server.url,
      webSocket: { messages: [{ subscribe: "a" }, "plain é"] },
      control: [{ text: "ping", action: "ignore", reply: "pong" }],
    });
    expect(await textsOf(stream)).toEqual(["event", "event"]);
    expect(got).toEqual(['{"subscribe":"a"}', "plain é", "pong"]);
    await server.idle();
  });

  it("on opening is not shown when the source repeats what it says in a failure", async () => {
    const server = await serving(send('{"error":"no my word! here"}'));
    const { error } = await failureOf({
      url: server.url,
      webSocket: { messages: [{ init: { token: "my word!" } }] },
      control: [{ pointer: "/error", action: "failure" }],
    });
    expect((error as Error).message).toContain("no *** here");
    await server.idle();
  });

  it("on opening is no message that a rule answers with: it waits for what it answers", async () => {
    const got: string[] = [];
    const server = await serving((socket) => {
      socket.on("message", (data) => {
        got.push(String(data));
        if (got.length === 1) socket.send("ack");
        else {
          socket.send("event");
          socket.close(1000);
        }
      });
    });
    const stream = openStream({
      url: server.url,
      webSocket: { messages: [{ subscribe: "a" }, "init"] },
      control: [{ text: "ack", action: "ignore", reply: 0 }],
    });
    expect(await textsOf(stream)).toEqual(["event"]);
    expect(got).toEqual(["init", '{"subscribe":"a"}']);
    await server.idle();
  });

  it("in the handshake are headers, query and cookies, and one of the subprotocols comes back", async () => {
    const server = await serving(send("ok"), { handleProtocols: () => "v2" });
    const stream = openStream({
      url: `${server.url}?a=1`,
      query: { b: "é" },
      headers: { authorization: "Bearer k", origin: "https://here.example" },
      webSocket: { protocols: ["v1", "v2"] },
    });
    const response = await stream.open();
    expect(response).toMatchObject({ status: 101, url: `${server.url}?a=1&b=%C3%A9` });
    expect(response?.headers["sec-websocket-protocol"]).toBe("v2");
    expect(await textsOf(stream)).toEqual(["ok"]);
    const [request] = server.requests;
    expect(request?.url).toBe("/stream?a=1&b=%C3%A9");
    expect(request?.headers).toMatchObject({ authorization: "Bearer k", origin: "https://here.example" });
    await server.idle();
  });

  it("keeps cookies over connections, those of TLS for TLS alone", async () => {
    const server = await serving(send("ok"));
    const cookies = new CookieJar();
    const [http, https] = ["http", "https"].map((protocol) => new URL(server.url.replace("ws", protocol)));
    if (http !== undefined) cookies.store(http, "a=1");
    if (https !== undefined) cookies.store(https, "b=2; Secure");
    await textsOf(openStream({ url: server.url, cookies }));
    expect(server.requests[0]?.headers.cookie).toBe("a=1");
    await server.idle();
  });

  it("goes through a dispatcher of the caller's too, which stays open", async () => {
    const server = await serving(send("ok"));
    const dispatcher = new Agent();
    expect(await textsOf(openStream({ url: server.url, dispatcher }))).toEqual(["ok"]);
    expect(await textsOf(openStream({ url: server.url, dispatcher }))).toEqual(["ok"]);
    await server.idle();
    await dispatcher.close();
  });

  it("answers pings at once, also while the consumer is busy and messages wait", async () => {
    const answered = Promise.withResolvers<string>();
    const server = await serving((socket) => {
      socket.on("pong", (data) => {
        answered.resolve(String(data));
        socket.close(1000);
      });
      for (const text of ["one", "two"]) socket.send(text);
      setImmediate(() => socket.ping("are you there"));
    });
    for await (const _ of openStream({ url: server.url }))
      expect(await answered.promise).toBe("are you there");
    await server.idle();
  });
});

describe("a handshake that does not come to a WebSocket", () => {
  const answering = async (answer: (request: IncomingMessage) => string) => {
    const server = createServer();
    server.on("upgrade", (request, socket) => socket.end(answer(request)));
    const listening = await listen(server, "ws");
    servers.push(listening);
    return listening;
  };

  it("is refused with the status, its body and when to come back", async () => {
    const server = await answering(
      () => "HTTP/1.1 429 Too Many\r\nretry-after: 7\r\ncontent-length: 4\r\n\r\nbusy",
    );
    const { error } = await failureOf({ url: server.url });
    expect(error).toMatchObject({
      code: "STREAM_REFUSED",
      status: 429,
      retryAfterMs: 7_000,
      bodyExcerpt: "busy",
      message: expect.stringContaining(server.url),
    });
    await server.idle();
  });

  it.each([
    ["a page", "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi", 200],
    ["a redirect", "HTTP/1.1 302 Found\r\nlocation: /other\r\ncontent-length: 0\r\n\r\n", 302],
  ])("for %s is a refusal", async (_, answer, status) => {
    const server = await answering(() => answer);
    expect((await failureOf({ url: server.url })).error).toMatchObject({ code: "STREAM_REFUSED", status });
  });

  it("for 204 and other end signals is the end", async () => {
    const server = await answering(() => "HTTP/1.1 204 No Content\r\n\r\n");
    const stream = openStream({ url: server.url });
    expect(await textsOf(stream)).toEqual([]);
    expect(stream.finish).toMatchObject({ kind: "ended", signal: { kind: "status", status: 204 } });
  });

  it.each([
    ["a wrong proof", () => "sec-websocket-accept: wrong", "does not answer the key"],
    ["no proof", () => "x: y", "does not answer the key"],
    [
      "a subprotocol of its own",
      (request: IncomingMessage) => `sec-websocket-accept: ${proofOf(request)}\r\nsec-websocket-protocol: v9`,
      "not offered",
    ],
    [
      "an extension of its own",
      (request: IncomingMessage) =>
        `sec-websocket-accept: ${proofOf(request)}\r\nsec-websocket-extensions: zip`,
      "not offered",
    ],
    [
      "a window of its own",
      (request: IncomingMessage) =>
        `sec-websocket-accept: ${proofOf(request)}\r\nsec-websocket-extensions: permessage-deflate; client_max_window_bits=9`,
      "not offered",
    ],
  ])("for %s is malformed", async (_, header, reason) => {
    const server = await answering(
      (request) =>
        `HTTP/1.1 101 Switching\r\nupgrade: websocket\r\nconnection: upgrade\r\n${header(request)}\r\n\r\n`,
    );
    expect((await failureOf({ url: server.url })).error).toMatchObject({
      code: "RESPONSE_MALFORMED",
      reason: expect.stringContaining(reason),
    });
    await server.idle();
  });

  it("for none of the subprotocols is malformed", async () => {
    const server = await answering(
      (request) =>
        `HTTP/1.1 101 Switching\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: ${proofOf(request)}\r\n\r\n`,
    );
    const { error } = await failureOf({ url: server.url, webSocket: { protocols: ["v1.s3cret"] } });
    expect(error).toMatchObject({
      code: "RESPONSE_MALFORMED",
      reason: expect.stringContaining("webSocket.protocols"),
    });
    expect(String(error)).not.toContain("s3cret");
    expect(() => openStream({ url: server.url, webSocket: { protocols: ["a s3cret"] } })).not.toThrow(
      "s3cret",
    );
  });

  it("has the time for headers, and is let go", async () => {
    const server = createServer();
    server.on("upgrade", (_, socket) => socket.resume().on("end", () => socket.end()));
    const listening = await listen(server, "ws");
    servers.push(listening);
    const { error } = await failureOf({ url: listening.url, headersTimeoutMs: 20 });
    expect(error).toMatchObject({ code: "HEADERS_TIMEOUT" });
    await listening.idle();
  });
});

describe("the end of a WebSocket", () => {
  it.each([
    [1001, "close-code"],
    [1011, "close-code"],
    [1012, "close-code"],
    [1013, "close-code"],
  ])("with code %i is a break", async (code, reason) => {
    const server = await serving((socket) => {
      socket.send("one");
      socket.close(code, "why");
    });
    const stream = openStream({ url: server.url });
    expect(await textsOf(stream)).toEqual(["one"]);
    expect(stream.finish).toMatchObject({
      kind: "closed",
      clean: false,
      reason,
      closeCode: code,
      closeReason: "why",
    });
    await server.idle();
  });

  it("without a code is a break", async () => {
    const server = await serving((socket) => socket.close());
    const stream = openStream({ url: server.url });
    expect(await textsOf(stream)).toEqual([]);
    expect(stream.finish).toMatchObject({ kind: "closed", clean: false, closeCode: 1005, closeReason: "" });
  });

  it.each([1002, 1003, 1007, 1008, 1009, 1010, 3000, 4001])(
    "with code %i is like a refusal",
    async (code) => {
      const server = await servingRaw((socket) =>
        socket
          .resume()
          .write(
            Buffer.concat([frame(1, "one"), frame(8, Buffer.from([code >> 8, code & 255, 0x6e, 0x6f]))]),
          ),
      );
      const { error, frames } = await failureOf({ url: server.url });
      expect(frames.map(({ text }) => text)).toEqual(["one"]);
      expect(error).toMatchObject({ code: "STREAM_REFUSED", status: code, bodyExcerpt: "no" });
      expect(String(error)).toContain(`closed the WebSocket with code ${code}`);
      await server.idle();
    },
  );

  it("by a code that is an end signal, and by a proper close that is one, ends the stream", async () => {
    const server = await serving((socket, { url }) => socket.close(Number(url?.split("?")[1]), "bye"));
    const ended = async (code: number, endSignals: Parameters<typeof openStream>[0]["endSignals"] = []) => {
      const stream = openStream({ url: `${server.url}?${code}`, endSignals });
      await textsOf(stream);
      return stream.finish;
    };
    expect(await ended(4000, [endOnStatus(4000)])).toMatchObject({ kind: "ended", signal: { status: 4000 } });
    expect(await ended(1000, [endOnClose()])).toMatchObject({ kind: "ended", signal: { kind: "close" } });
    expect(await ended(1001, [endOnClose()])).toMatchObject({ kind: "closed", clean: false });
    expect(await ended(1001, [endOnStatus(1001)])).toMatchObject({ kind: "ended" });
  });

  it("by a code that a control rule names is what the rule says", async () => {
    const server = await serving((socket) => socket.close(4100, "too old"));
    const { error } = await failureOf({ url: server.url, control: [{ status: "4xxx", action: "restart" }] });
    expect(error).toMatchObject({ code: "STREAM_RESTART", status: 4100, excerpt: "too old" });
  });

  it.each([
    ["terminated", (socket: WebSocket) => socket.terminate(), "incomplete"],
    [
      "reset",
      (socket: WebSocket) =>
        (socket as unknown as { _socket: { resetAndDestroy(): void } })._socket.resetAndDestroy(),
      "reset",
    ],
  ])("that is %s without a close frame is a break, with what was cut off", async (_, end, reason) => {
    const server = await serving((socket) => {
      socket.send("whole");
      socket.send("half of ", { fin: false });
      socket.on("message", () => end(socket));
    });
    const stream = openStream({
      url: server.url,
      control: [{ text: "whole", action: "ignore", reply: "go" }],
    });
    expect(await textsOf(stream)).toEqual([]);
    const finish = stream.finish as Extract<typeof stream.finish, { kind: "closed" }>;
    expect(finish).toMatchObject({ kind: "closed", clean: false, reason });
    expect(finish.closeCode).toBeUndefined();
    expect(Buffer.from(finish.truncated?.bytes ?? []).toString()).toBe("half of ");
    await server.idle();
  });

  it("that the consumer makes frees the socket, and says 1000 to the source", async () => {
    const codes: number[] = [];
    const server = await serving((socket) => {
      socket.on("close", (code) => codes.push(code));
      for (let n = 0; n < 3; n++) socket.send(String(n));
    });
    for await (const each of openStream({ url: server.url })) {
      expect(each.text).toBe("0");
      break;
    }
    await server.idle();
    expect(codes).toEqual([1000]);
  });

  it("by stop() still delivers what has been received", async () => {
    const server = await serving((socket) => {
      for (let n = 0; n < 3; n++) socket.send(String(n));
    });
    const stream = openStream({ url: server.url });
    const texts: string[] = [];
    for await (const each of stream) {
      texts.push(each.text);
      if (texts.length === 1) stream.stop();
    }
    expect(texts).toEqual(["0", "1", "2"]);
    expect(stream.finish).toMatchObject({ kind: "aborted" });
    await server.idle();
  });
});

describe("silence", () => {
  it("is broken by pings, which are no events", async () => {
    let peer: WebSocket | undefined;
    const server = await serving((socket) => {
      peer = socket;
      socket.send("first");
    });
    const clock = new ManualClock();
    const stream = openStream({ url: server.url, clock, idleTimeoutMs: 1_000, eventTimeoutMs: 60_000 });
    const frames = stream[Symbol.asyncIterator]();
    expect((await frames.next()).value).toMatchObject({ text: "first" });
    const next = frames.next();
    next.catch(() => undefined);
    for (let round = 0; round < 3; round++) {
      clock.advance(900);
      const answered = new Promise((resolve) => peer?.once("pong", resolve));
      peer?.ping();
      await answered;
    }
    expect(stream.finish).toBeUndefined();
    clock.advance(1_001);
    await expect(next).rejects.toMatchObject({ code: "IDLE_TIMEOUT" });
    await server.idle();
  });
});

describe("the way to the source", () => {
  it("is TLS for wss:", async () => {
    const server = await serving(send("secret"), { tls: TLS.server });
    expect(server.url).toMatch(/^wss:/);
    expect(await textsOf(openStream({ url: server.url, tls: { ca: TLS.ca } }))).toEqual(["secret"]);
    expect((await failureOf({ url: server.url })).error).toMatchObject({ code: "TLS_FAILED" });
    await server.idle();
  });

  it.each(["ws", "wss"])("is a tunnel through a proxy, for %s: too", async (protocol) => {
    const server = await serving(send("through"), protocol === "ws" ? {} : { tls: TLS.server });
    const seen: string[] = [];
    const proxy = createServer();
    proxy.on("connect", ({ url = "" }, socket, head) => {
      seen.push(url);
      const upstream = connect(Number(url.split(":")[1]), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        upstream.write(head);
        upstream.pipe(socket).pipe(upstream);
      });
      for (const side of [socket, upstream]) side.on("error", () => upstream.destroy());
      socket.on("close", () => upstream.destroy());
    });
    const through = await listen(proxy);
    servers.push(through);
    const stream = openStream({ url: server.url, proxy: through.url, tls: { ca: TLS.ca } });
    expect(await textsOf(stream)).toEqual(["through"]);
    expect(seen).toEqual([new URL(server.url).host]);
    await through.idle();
  });

  it("is a Unix socket too", async () => {
    const folder = await mkdtemp(join(tmpdir(), "websocket-"));
    const socketPath = join(folder, "source.sock");
    const server = createServer();
    new WebSocketServer({ server }).on("connection", (socket, { headers }) =>
      send(headers.host ?? "")(socket),
    );
    await new Promise<void>((resolve) => server.listen(socketPath, resolve));
    expect(await textsOf(openStream({ url: "ws://source.example/x", socketPath }))).toEqual([
      "source.example",
    ]);
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  });

  it("that is not there is a connection that failed", async () => {
    const server = await serving(() => undefined);
    await server.close();
    expect((await failureOf({ url: server.url })).error).toMatchObject({ code: "CONNECT_FAILED" });
  });
});

describe("options of a WebSocket", () => {
  const url = "ws://127.0.0.1:9/";
  it.each([
    [{ url, body: "x" }, "webSocket.messages"],
    [{ url, method: "POST" }, "webSocket.messages"],
    [{ url, http2: "prior-knowledge" as const }, "HTTP/1.1"],
    [{ url, headers: { "Sec-WebSocket-Key": "x" } }, "leave it out"],
    [{ url, headers: { "sec-websocket-protocol": "x" } }, "webSocket.protocols"],
    [{ url, webSocket: { protocols: ["a b"] } }, "webSocket.protocols"],
    [{ url, webSocket: { protocols: ["a", "a"] } }, "twice"],
    [{ url, webSocket: { messages: [1 as unknown as string] } }, "webSocket.messages[0]"],
    [{ url: "http://127.0.0.1:9/", format: messages() }, "ws: or wss:"],
    [{ url: "http://127.0.0.1:9/", webSocket: { messages: ["x"] } }, "ws: or wss:"],
    [{ url: "ftp://127.0.0.1/" }, "http:, https:, ws: and wss:"],
  ])("%j cannot be used", (options, why) => {
    expect(() => openStream(options)).toThrow(
      expect.objectContaining({ code: "OPTION_INVALID", message: expect.stringContaining(why) }),
    );
  });

  it("send to the source only what a frame can be: masked, with a key of its own each", async () => {
    const seen = Promise.withResolvers<string[]>();
    const server = await servingRaw(async (socket) => {
      const texts: string[] = [];
      for await (const { opcode, payload } of clientFrames(socket)) {
        if (opcode === 1) texts.push(payload.toString());
        if (texts.length === 3) break;
      }
      seen.resolve(texts);
      socket.end(frame(8, Uint8Array.of(3, 232)));
    });
    const long = "x".repeat(70_000);
    const stream = openStream({ url: server.url, webSocket: { messages: ["", "y".repeat(126), "z"] } });
    await textsOf(stream);
    expect((await seen.promise).map(({ length }) => length)).toEqual([0, 126, 1]);
    const echo = await serving((socket) => socket.on("message", (data) => send(String(data))(socket)));
    expect(await textsOf(openStream({ url: echo.url, webSocket: { messages: [long] } }))).toEqual([long]);
  });
});
