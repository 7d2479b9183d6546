import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import {
  followStream,
  lines,
  type OpenStreamOptions,
  openStream,
  sse,
} from "@unbounded-streams/stream-reader";
import { assertFails, type TrialStage, type Trials, textsOf } from "./trial.ts";

/** Requests and responses of HTTP/1.1. */
export const REQUESTS: Trials = {
  "each event as it comes": (at) => readsEventByEvent(at),
  "a Unix socket": (at) => readsEventByEvent(at, { socketPath: at.stage.socketPath }),
  "a body that is made while it is sent": async (at) => {
    const url = at.url(at.stage.http, "body");
    deepEqual(await textsOf(openStream({ url, body: parts, format: lines() })), ["POST one, two"]);
  },
  redirects: async (at) => {
    const end = at.url(at.stage.https, "body");
    const second = at.url(at.stage.http, "redirect", { status: "307", to: end });
    const url = at.url(at.stage.http, "redirect", { status: "308", to: second });
    const stream = openStream({ url, body: "again", format: lines(), tls: { ca: at.stage.ca } });
    equal((await stream.open())?.url, end);
    deepEqual(await textsOf(stream), ["POST again"]);
  },
  "a redirect to a private address, refused": async (at) => {
    const to = at.stage.http.replace("127.0.0.1", "[::1]");
    const url = at.url(at.stage.http, "redirect", { status: "302", to });
    await assertFails({ url, redirects: { allowPrivate: false } }, "REDIRECT_REFUSED");
  },
  "a dispatcher of undici's": (at) => dispatches(at, "undici"),
  "a dispatcher of undici's, by its file": (at) => dispatches(at, "undici/index.js"),
  "headers that are too large": (at) =>
    assertFails({ url: at.url(at.stage.http, "headers") }, "HEADERS_TOO_LARGE"),
  "Last-Event-ID, over connections that break": async (at) => {
    const stream = followStream({
      url: at.url(at.stage.http, "resume"),
      format: sse(),
      policy: { baseDelayMs: 1, maxDelayMs: 1 },
    });
    const ids: string[] = [];
    for await (const frame of stream) ids.push(String(frame.id));
    deepEqual(ids, ["1", "2", "3", "4", "5", "6"]);
    const { connections, truncatedRecords } = stream.totals;
    deepEqual([stream.finish?.kind, connections, truncatedRecords], ["ended", 4, 3]);
  },
};

/** Content codings, undone as their bytes come. */
export const CODINGS: Trials = Object.fromEntries(
  (["gzip", "br", "zstd", "deflate"] as const).flatMap((coding) => {
    const readsCoded = (query: Readonly<Record<string, string>>) => (at: TrialStage) =>
      readsEventByEvent(at, { acceptEncoding: [coding] }, { coding, ...query });
    return [
      [coding, readsCoded({})],
      [`${coding}, cut off`, (at) => rejects(readsCoded({ cut: "off" })(at), /coding-incomplete/)],
      [
        `${coding}, broken`,
        (at) => rejects(readsCoded({ wrong: "bytes" })(at), { code: "CONTENT_ENCODING_INVALID" }),
      ],
    ] satisfies [string, Trials[string]][];
  }),
);

async function* parts(): AsyncGenerator<string> {
  yield "one, ";
  await new Promise(setImmediate);
  yield "two";
}

/** @param undici what a program has by this name is a matter of the runtime */
async function dispatches(at: TrialStage, undici: string): Promise<void> {
  const { Agent } = await import(undici);
  const dispatcher = new Agent();
  equal((await at.about(at.stage.http, { dispatcher })).version, "1.1");
  await dispatcher.close();
}

/** The server sends the second event when the first one is there. */
async function readsEventByEvent(
  at: TrialStage,
  options: Partial<OpenStreamOptions> = {},
  query: Readonly<Record<string, string>> = {},
): Promise<void> {
  const stream = openStream({ url: at.url(at.stage.http, "events", query), format: sse(), ...options });
  const texts: string[] = [];
  for await (const { text } of stream) {
    texts.push(text);
    if (text === "first") await at.go();
  }
  const { finish } = stream;
  ok(finish?.kind === "closed" && finish.clean, `it did not end cleanly: ${JSON.stringify(finish)}`);
  deepEqual(texts, ["first", "second"]);
}
