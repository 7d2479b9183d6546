import { createServer } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import {
  applyResume,
  followStream,
  messages,
  parseResumeRule,
  StreamOptionError,
} from "../../../src/index.ts";
import { listen, type TestServer } from "../../stream-server.ts";
import { follow, readAll } from "../support.ts";

const servers: Pick<TestServer, "close">[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** What a client said on opening, and the session that its handshake was in. */
interface Opened {
  readonly said: string[];
  readonly session: string | undefined;
}

/** Wants two messages on each connection, sends two events, and closes; after three connections the stream is over. */
async function serveSubscriptions() {
  const opened: Opened[] = [];
  const posted: string[] = [];
  const server = createServer((request, response) => {
    posted.push(`${request.method} ${request.url}`);
    response.writeHead(200, { "x-session": "s1" }).end();
  });
  const sockets = new WebSocketServer({ server });
  let sent = 0;
  sockets.on("connection", (socket, request) => {
    const said: string[] = [];
    opened.push({ said, session: request.headers["x-session"]?.toString() });
    socket.on("message", (message) => {
      said.push(message.toString());
      if (said.length !== 2) return;
      if (opened.length > 3) socket.close(4000, "over");
      else {
        for (let index = 0; index < 2; index++) socket.send(`{"epoch":"e","offset":${++sent}}`);
        socket.close(1000);
      }
    });
  });
  const listening = await listen(server, "ws");
  servers.push(listening);
  return { ...listening, opened, posted };
}

const options = {
  format: messages(),
  random: () => 0,
  policy: { end: [204, 4000] },
  cursorOf: { epoch: "/epoch", offset: "/offset" },
} as const;

function rule(text: string) {
  return parseResumeRule(text) ?? expect.fail(`${text} is no rule`);
}

describe("messages that open a WebSocket", () => {
  it("have the cursor in them, in the session that a handshake over HTTP has made", async () => {
    const server = await serveSubscriptions();
    const { stream } = follow({
      ...options,
      url: server.url,
      webSocket: { messages: [{ connect: 1 }, { subscribe: { channel: "c" } }] },
      resume: [rule("message-json:1:/subscribe/since={offset}"), rule("message:1:/subscribe/epoch={epoch}")],
      handshake: [{ url: "/login", method: "POST" }],
      keepHeaders: ["x-session"],
    });
    const { texts, error } = await readAll({ stream });
    expect(error).toBeUndefined();
    expect(texts).toHaveLength(6);
    const subscribed = (since: string) => [
      '{"connect":1}',
      `{"subscribe":{"channel":"c"${since === "" ? "" : `,"since":${since},"epoch":"e"`}}}`,
    ];
    expect(server.opened).toEqual([
      { said: subscribed(""), session: "s1" },
      { said: subscribed("2"), session: "s1" },
      { said: subscribed("4"), session: "s1" },
      { said: subscribed("6"), session: "s1" },
    ]);
    expect(server.posted).toEqual(["POST /login"]);
    expect(stream.finish).toMatchObject({ kind: "ended" });
    await server.idle();
  });

  it("keep the digits of numbers where they are given as text, as the body does", () => {
    const messages = ['{"from":9007199254740993}'];
    const made = applyResume([rule("message-json:0:/since={id+1}")], "18446744073709551615", { messages });
    expect(made.messages).toEqual(['{"from":9007199254740993,"since":18446744073709551616}']);
  });

  it("are sent in a session made anew, without the cursor, when a close code says that it is gone", async () => {
    const server = await serveSubscriptions();
    const { stream } = follow({
      ...options,
      policy: { end: [204], sessionGoneOn: [4000] },
      url: server.url,
      webSocket: { messages: [{}, {}] },
      resume: rule("message:1:/after={offset}"),
      handshake: [{ url: "/login" }],
      keepHeaders: ["x-session"],
      sleep: async () => undefined,
      beforeReopen: ({ forgetSession }) => forgetSession === undefined || server.posted.length < 2,
    });
    await readAll({ stream });
    expect(server.opened.map(({ said }) => said[1])).toEqual([
      "{}",
      '{"after":"2"}',
      '{"after":"4"}',
      '{"after":"6"}',
      "{}",
    ]);
    expect(server.posted).toEqual(["GET /login", "GET /login"]);
  });

  it("are others when it goes on after a cursor", async () => {
    const server = await serveSubscriptions();
    const { stream } = follow({
      ...options,
      url: server.url,
      webSocket: { messages: ["hello", "all"] },
      resume: rule("message:1:/after={offset}"),
      whenResuming: { messages: ["hello again", { go: "on" }] },
    });
    await readAll({ stream });
    expect(server.opened.map(({ said }) => said)).toEqual([
      ["hello", "all"],
      ["hello again", '{"go":"on","after":"2"}'],
      ["hello again", '{"go":"on","after":"4"}'],
      ["hello again", '{"go":"on","after":"6"}'],
    ]);
  });

  it.each([
    [["plain"], "message:0:/after", "JSON"],
    [[], "message:0:/after", "has not message 0"],
  ])("%j cannot take the cursor by %s", (given, text, named) => {
    const make = () =>
      followStream({
        ...options,
        url: "ws://127.0.0.1:9/",
        webSocket: { messages: given },
        resume: rule(text),
      });
    expect(make).toThrow(StreamOptionError);
    expect(make).toThrow(named);
  });
});
