import { deepEqual, equal, ok } from "node:assert/strict";
import { setTimeout as passed } from "node:timers/promises";
import { lines, type OpenStreamOptions, openStream } from "@unbounded-streams/stream-reader";
import { type TrialStage, type Trials, textsOf } from "./trial.ts";

/** 32 MiB: more than the buffers of two sockets hold. */
const FLOOD_LINES = 512;
const LINE_BYTES = 64 * 1024;
const AT_ONCE = 100;

/** A server's socket that has taken no more in so many looks, with a pause before each, takes no more: all that is slow here is asked meanwhile, too. */
const LOOKS = 10;
const PAUSE_MS = 80;

/** Many connections. */
export const CROWDS: Trials = {
  "a hundred connections at once": (at) => readTogether(at, at.stage.http),
  "a hundred connections at once, over TLS": (at) => readTogether(at, at.stage.https),
};

/** More than a consumer takes. */
export const FLOODS: Trials = {
  "a slow consumer": (at) => readSlowly(at, at.stage.http),
  "a slow consumer, over TLS": (at) => readSlowly(at, at.stage.https),
  "a slow consumer, over HTTP/2": (at) => readSlowly(at, at.stage.http2, { http2: true }),
  "ws, a slow consumer": (at) => readSlowly(at, at.stage.http.replace("http", "ws")),
  "wss, a slow consumer": (at) => readSlowly(at, at.stage.https.replace("http", "ws")),
};

async function readTogether(at: TrialStage, origin: string): Promise<void> {
  const url = at.url(origin, "together", { of: String(AT_ONCE) });
  const each = Array.from({ length: AT_ONCE }, async () => {
    const stream = openStream({ url, format: lines(), tls: { ca: at.stage.ca } });
    deepEqual(await textsOf(stream), ["first", "second"]);
  });
  await Promise.all(each);
}

/** The server has to stop sending while the first line is looked at, and every line has to come afterwards. */
async function readSlowly(
  at: TrialStage,
  origin: string,
  options: Partial<OpenStreamOptions> = {},
): Promise<void> {
  const url = at.url(origin, "flood", { lines: String(FLOOD_LINES) });
  let count = 0;
  for await (const { bytes } of openStream({ url, format: lines(), tls: { ca: at.stage.ca }, ...options })) {
    count += 1;
    equal(bytes.length, LINE_BYTES - 1);
    if (count > 1) continue;
    const sent = await sentInTheEnd(at);
    ok(sent < FLOOD_LINES / 2, `${sent} of ${FLOOD_LINES} lines were sent to who read one`);
  }
  equal(count, FLOOD_LINES);
}

async function sentInTheEnd(at: TrialStage): Promise<number> {
  let sent = -1;
  for (let looks = 0; looks < LOOKS && sent < FLOOD_LINES; looks += 1) {
    await passed(PAUSE_MS);
    const now = await at.sent();
    if (now > sent) looks = 0;
    sent = now;
  }
  return sent;
}
