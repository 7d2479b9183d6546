import { deepEqual, equal, ok } from "node:assert/strict";
import { lines, type OpenStreamOptions, openStream } from "@unbounded-streams/stream-reader";
import { assertFails, type TrialStage, type Trials } from "./trial.ts";

const FLOOD_LINES = 512;
const LINE_BYTES = 64 * 1024;
const AT_ONCE = 100;
const SHORT_MS = 300;

/** How connections end, by whichever side, and how they are paused. */
export const ENDINGS: Trials = {
  "a reset, told from an end": (at) => breaks(at, { how: "reset" }, "reset"),
  "a reset of a body without a length": (at) => breaks(at, { how: "reset", unbounded: "yes" }, "reset"),
  "an end before its time": (at) => breaks(at, { how: "end" }, "incomplete"),
  "an end of a body without a length": (at) => breaks(at, { how: "end", unbounded: "yes" }, undefined),
  "what is no HTTP": (at) =>
    assertFails({ url: at.url(at.stage.http, "broken", { how: "malformed" }) }, "RESPONSE_MALFORMED"),
  "nobody at the port": (at) => assertFails({ url: at.stage.nobody }, "CONNECT_FAILED", /ECONNREFUSED/),
  "an aborted read": async (at) => {
    const leaving = new AbortController();
    const stream = openStream({ url: at.url(at.stage.http, "held"), signal: leaving.signal });
    for await (const { text } of stream) {
      equal(text, "held\n");
      leaving.abort();
    }
    equal(stream.finish?.kind, "aborted");
    await at.happening("closed");
  },
  "a loop that is left": async (at) => {
    for await (const { text } of openStream({ url: at.url(at.stage.http, "held") })) {
      equal(text, "held\n");
      break;
    }
    await at.happening("closed");
  },
  "an abort while it connects": async (at) => {
    const signal = AbortSignal.timeout(SHORT_MS);
    const stream = openStream({ url: at.stage.mute, signal });
    equal(await stream.open(), undefined);
    equal((await stream[Symbol.asyncIterator]().next()).done, true);
    equal(stream.finish?.kind, "aborted");
  },
  "a silent source (idleTimeoutMs)": async (at) => {
    await assertFails({ url: at.url(at.stage.http, "held"), idleTimeoutMs: SHORT_MS }, "IDLE_TIMEOUT");
    await at.happening("closed");
  },
  "no headers (headersTimeoutMs)": async (at) => {
    await assertFails(
      { url: at.url(at.stage.http, "silent"), headersTimeoutMs: SHORT_MS },
      "HEADERS_TIMEOUT",
    );
    await at.happening("closed");
  },
  "no handshake (connectTimeoutMs)": (at) =>
    assertFails({ url: at.stage.mute, connectTimeoutMs: SHORT_MS }, "CONNECT_TIMEOUT"),
  "a slow consumer": (at) =>
    readsSlowly(at, { url: at.url(at.stage.http, "flood", { lines: String(FLOOD_LINES) }) }),
  "a slow consumer, over TLS": (at) =>
    readsSlowly(at, {
      url: at.url(at.stage.https, "flood", { lines: String(FLOOD_LINES) }),
      tls: { ca: at.stage.ca },
    }),
  "a slow consumer, over HTTP/2": (at) =>
    readsSlowly(at, {
      url: at.url(at.stage.http2, "flood", { lines: String(FLOOD_LINES) }),
      tls: { ca: at.stage.ca },
      http2: true,
    }),
  "a hundred connections at once": (at) => readTogether(at, at.stage.http),
  "a hundred connections at once, over TLS": (at) => readTogether(at, at.stage.https),
};

/** @param reason how it broke; undefined when it ended properly */
async function breaks(
  at: TrialStage,
  query: Readonly<Record<string, string>>,
  reason: string | undefined,
): Promise<void> {
  const stream = openStream({ url: at.url(at.stage.http, "broken", query), format: lines() });
  for await (const { text } of stream) {
    equal(text, "first");
    await at.go();
  }
  const { finish } = stream;
  if (finish?.kind !== "closed") throw new Error(`it finished otherwise: ${JSON.stringify(finish)}`);
  deepEqual([finish.clean, finish.reason], [reason === undefined, reason]);
}

/** The server has to stop sending while the first line is looked at, and every line has to come afterwards. */
export async function readsSlowly(at: TrialStage, options: OpenStreamOptions): Promise<void> {
  let count = 0;
  for await (const { bytes } of openStream({ ...options, format: lines() })) {
    count += 1;
    equal(bytes.length, LINE_BYTES - 1);
    if (count > 1) continue;
    const sent = Number(await at.happening("stall"));
    ok(sent < FLOOD_LINES / 2, `${sent} of ${FLOOD_LINES} lines were sent to who read one`);
  }
  equal(count, FLOOD_LINES);
}

async function readTogether(at: TrialStage, origin: string): Promise<void> {
  const url = at.url(origin, "together", { of: String(AT_ONCE) });
  const each = Array.from({ length: AT_ONCE }, async () => {
    const texts: string[] = [];
    for await (const { text } of openStream({ url, format: lines(), tls: { ca: at.stage.ca } }))
      texts.push(text);
    deepEqual(texts, ["first", "second"]);
  });
  await Promise.all(each);
}
