import { deepEqual, equal } from "node:assert/strict";
import { lines, openStream } from "@unbounded-streams/stream-reader";
import { assertFails, type TrialStage, type Trials } from "./trial.ts";

const SHORT_MS = 300;
const LONG_MS = 20_000;

/** How connections end, by whichever side. */
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
    await assertFails(
      { url: at.url(at.stage.http, "held"), idleTimeoutMs: SHORT_MS, headersTimeoutMs: LONG_MS },
      "IDLE_TIMEOUT",
    );
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
