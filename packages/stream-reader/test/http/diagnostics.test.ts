import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { afterEach, describe, expect, it } from "vitest";
import { publish } from "../../src/http/diagnostics.ts";
import { CHANNEL_PREFIX, lines, openStream } from "../../src/index.ts";
import { failureOf, textsOf } from "../reading.ts";
import { serve, type TestServer } from "../stream-server.ts";

let server: TestServer;
const messages: [name: string, message: unknown][] = [];
const listeners = ["request", "response", "closed", "error"].map((name) => ({
  channel: `${CHANNEL_PREFIX}${name}`,
  listener: (message: unknown) => void messages.push([name, message]),
}));
afterEach(async () => {
  for (const { channel, listener } of listeners) unsubscribe(channel, listener);
  messages.length = 0;
  await server?.close();
});

describe("the diagnostics channels", () => {
  it("tell of each request, response and end, without queries, headers or bodies", async () => {
    for (const { channel, listener } of listeners) subscribe(channel, listener);
    server = await serve((request, response) => {
      if (request.url?.startsWith("/stream"))
        response.writeHead(307, { location: "/there?key=s3cret" }).end();
      else response.writeHead(200, { "content-type": "text/plain" }).end("a s3cret line\n");
    });
    const stream = openStream({
      url: server.url,
      query: { key: "s3cret" },
      headers: { authorization: "s3cret" },
      body: "s3cret",
      format: lines(),
    });
    await textsOf(stream);
    const there = server.url.replace("/stream", "/there");
    expect(messages).toEqual([
      ["request", { target: server.url, method: "POST", redirects: 0 }],
      ["response", { target: server.url, status: 307, contentType: undefined, codings: undefined }],
      ["request", { target: there, method: "POST", redirects: 1 }],
      ["response", { target: there, status: 200, contentType: "text/plain", codings: undefined }],
      ["closed", { target: server.url, kind: "closed", clean: true, reason: undefined, bytesReceived: 14 }],
    ]);
    expect(JSON.stringify(messages)).not.toContain("s3cret");
  });

  it("tell of an error once, with its code", async () => {
    for (const { channel, listener } of listeners) subscribe(channel, listener);
    server = await serve((_, response) => response.writeHead(500).end());
    await failureOf({ url: server.url });
    expect(messages.filter(([name]) => name === "error")).toEqual([
      [
        "error",
        {
          target: server.url,
          code: "STREAM_REFUSED",
          message: expect.stringContaining("500"),
          bytesReceived: 0,
        },
      ],
    ]);
  });

  it("tell of the end once, when a wait for bytes is closed", async () => {
    for (const { channel, listener } of listeners) subscribe(channel, listener);
    server = await serve((_, response) => response.write("a\n"));
    const stream = openStream({ url: server.url, format: lines() });
    const batches = stream.batches();
    await batches.next();
    const waiting = batches.next();
    await stream.close();
    expect(await waiting).toMatchObject({ done: true, value: { kind: "aborted" } });
    expect(messages.filter(([name]) => name === "closed")).toHaveLength(1);
  });

  it("make no message when nobody listens", () => {
    publish("closed", () => {
      throw new Error("made");
    });
  });
});
