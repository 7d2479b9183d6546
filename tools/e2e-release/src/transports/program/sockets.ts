import { deepEqual, equal, match } from "node:assert/strict";
import {
  endOnStatus,
  followStream,
  messages,
  type OpenStreamOptions,
  openStream,
} from "@unbounded-streams/stream-reader";
import { assertFails, type TrialStage, type Trials } from "./trial.ts";

const SHORT_MS = 300;
const LONG_MS = 20_000;

/** WebSockets. */
export const SOCKETS: Trials = {
  ws: (at) => talks(at, at.stage.http, {}, null),
  wss: (at) => talks(at, at.stage.https, { tls: { ca: at.stage.ca } }, null),
  "ws through a proxy": (at) => talks(at, at.stage.http, { proxy: at.stage.proxy }, "CONNECT"),
  "wss through a proxy": (at) =>
    talks(at, at.stage.https, { proxy: at.stage.proxy, tls: { ca: at.stage.ca } }, "CONNECT"),
  "wss through SOCKS": (at) =>
    talks(at, at.stage.https, { proxy: at.stage.socks, tls: { ca: at.stage.ca } }, "SOCKS"),
  "ws by a Unix socket": (at) => talks(at, at.stage.http, { socketPath: at.stage.socketPath }, null),
  "ws, refused": (at) =>
    assertFails({ url: socketUrl(at, at.stage.http, "nowhere") }, "STREAM_REFUSED", /401/),
  "wss, another authority": (at) =>
    assertFails({ url: socketUrl(at, at.stage.https, "hello"), tls: { ca: at.stage.otherCa } }, "TLS_FAILED"),
  "ws, a message over the bound, compressed": (at) =>
    assertFails({ url: socketUrl(at, at.stage.http, "large"), maxFrameBytes: 64 * 1024 }, "FRAME_TOO_LARGE"),
  "ws, an aborted read": async (at) => {
    for await (const { text } of openStream({ url: socketUrl(at, at.stage.http, "held") })) {
      equal(text, "held");
      break;
    }
    equal(await at.happening("closed"), "1000");
  },
  "ws, a silent source": async (at) => {
    const url = socketUrl(at, at.stage.http, "held");
    await assertFails({ url, idleTimeoutMs: SHORT_MS, headersTimeoutMs: LONG_MS }, "IDLE_TIMEOUT");
    await at.happening("closed");
  },
  "ws, a cursor in a message, over connections that break": async (at) => {
    const stream = followStream({
      url: socketUrl(at, at.stage.http, "resume"),
      webSocket: { messages: [{ after: 0 }] },
      cursorOf: "/seq",
      resume: { in: "message", message: 0, pointer: "/after", as: "json", template: "{id}" },
      endSignals: [endOnStatus(4000)],
      policy: { baseDelayMs: 1, maxDelayMs: 1 },
    });
    const texts: string[] = [];
    for await (const { text } of stream) texts.push(text);
    deepEqual(
      texts,
      [1, 2, 3, 4, 5, 6].map((seq) => JSON.stringify({ seq })),
    );
    deepEqual([stream.finish?.kind, stream.totals.connections], ["ended", 4]);
  },
};

function socketUrl(at: TrialStage, origin: string, route: string): string {
  return at.url(origin.replace("http", "ws"), route);
}

/** Takes a compressed message, answers a ping by the protocol, and gets back what it sends. */
async function talks(
  at: TrialStage,
  origin: string,
  options: Partial<OpenStreamOptions>,
  tunnel: string | null,
): Promise<void> {
  const stream = openStream({
    url: socketUrl(at, origin, "hello"),
    format: messages(),
    webSocket: { messages: ["it is me"] },
    ...options,
  });
  const texts: string[] = [];
  for await (const { text } of stream) texts.push(text);
  const about = JSON.parse(texts[0] ?? "");
  match(about.compressed, /permessage-deflate/);
  deepEqual([about.tunnel, texts[1]], [tunnel, "it is me, are you there?"]);
  deepEqual(stream.finish?.kind === "closed" && [stream.finish.clean, stream.finish.closeCode], [true, 1000]);
}
