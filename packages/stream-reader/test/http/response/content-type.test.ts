import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { isExpectedType } from "../../../src/http/response/content-type.ts";
import {
  concatenatedJson,
  type FrameFormat,
  jsonArray,
  jsonSequence,
  lines,
  ndjson,
  sse,
} from "../../../src/index.ts";
import { ManualClock } from "../../manual-clock.ts";
import { failureOf } from "../../reading.ts";
import { serve, type TestServer } from "../../stream-server.ts";

let server: TestServer;
afterEach(() => server?.close());

describe("the content type", () => {
  it.each([
    ["text/event-stream", true],
    ["text/event-stream;charset=utf-8", true],
    ["Text/Event-Stream ; charset=UTF-8", true],
    ["text/event-streams", false],
    ["text/html", false],
    ["", false],
    [undefined, false],
  ])("%j is that of a stream of events: %s", (header, fits) => {
    expect(isExpectedType(header, { accepted: ["text/event-stream"], refused: [] })).toBe(fits);
  });

  it.each([
    [{}, "CONTENT_TYPE_UNEXPECTED"],
    [{ contentTypes: ["text/plain"] }, "CONTENT_TYPE_UNEXPECTED"],
    [{ contentTypes: ["text/plain", "Text/HTML"] }, undefined],
    [{ contentTypes: "any" as const }, undefined],
  ])("of a web page in place of events, with %j: %s", async (options, code) => {
    server = await serve((_, response) =>
      response.writeHead(200, { "content-type": "text/html" }).end("data: x\n\n"),
    );
    const { error, frames } = await failureOf({ url: server.url, format: sse(), ...options });
    expect((error as { code?: string } | undefined)?.code).toBe(code);
    expect(frames).toHaveLength(code === undefined ? 1 : 0);
    await server.idle();
  });
});

const EVENTS = { "content-type": "text/event-stream; charset=utf-8" };
const PAGE = "\n<!doctype html>\n<title>Down for maintenance</title>\n";
const JSON_FORMATS: [string, FrameFormat][] = [
  ["ndjson", ndjson({ validate: true })],
  ["concatenated JSON", concatenatedJson()],
  ["a JSON array", jsonArray()],
  ["a JSON sequence", jsonSequence({ onInvalid: () => undefined })],
];

describe("events in place of JSON", () => {
  it.each(JSON_FORMATS)("are refused for %s, with the format that reads them", async (_, format) => {
    server = await serve((_, response) => response.writeHead(200, EVENTS).end("data: 1\n\n"));
    const { error, frames } = await failureOf({ url: server.url, format });
    expect(error).toMatchObject({
      code: "CONTENT_TYPE_UNEXPECTED",
      contentType: EVENTS["content-type"],
      message: expect.stringMatching(/not JSON \(a stream of events is read with sse\(\), the format sse\)/),
    });
    expect(frames).toEqual([]);
    await server.idle();
  });

  it.each([{ contentTypes: "any" as const }, { contentTypes: ["text/event-stream"] }])(
    "are read with %j",
    async (options) => {
      server = await serve((_, response) => response.writeHead(200, EVENTS).end("1\n"));
      const { error, frames } = await failureOf({ url: server.url, format: ndjson(), ...options });
      expect(error).toBeUndefined();
      expect(frames.map(({ text }) => text)).toEqual(["1"]);
    },
  );
});

describe("a page in place of JSON", () => {
  it.each(JSON_FORMATS)("of text/html is refused for %s, with its start", async (_, format) => {
    server = await serve((_, response) => response.writeHead(200, { "content-type": "text/html" }).end(PAGE));
    const { error, frames } = await failureOf({ url: server.url, format });
    expect(error).toMatchObject({
      code: "CONTENT_TYPE_UNEXPECTED",
      contentType: "text/html",
      bodyExcerpt: PAGE.trim(),
    });
    expect(String(error)).toContain(
      "(it begins: <!doctype html> <title>Down for maintenance</title>), not JSON",
    );
    expect(frames).toEqual([]);
    await server.idle();
  });

  it.each(JSON_FORMATS)("that does not say so is found by its first byte, for %s", async (_, format) => {
    server = await serve(async (_, response) => {
      for (const piece of ["\ufeff", " \r\n", "\t<ht", "ml>"]) {
        response.write(piece);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    });
    const { error, frames } = await failureOf({ url: server.url, format });
    expect(error).toMatchObject({ code: "CONTENT_TYPE_UNEXPECTED", contentType: undefined });
    expect(String(error)).toContain("(it begins: <ht");
    expect(frames).toEqual([]);
    await server.idle();
  });

  it("is found when it is compressed", async () => {
    server = await serve((_, response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(PAGE)),
    );
    const { error } = await failureOf({ url: server.url, format: ndjson() });
    expect(error).toMatchObject({ code: "CONTENT_TYPE_UNEXPECTED", bodyExcerpt: PAGE.trim() });
  });

  it.each([{ contentTypes: "any" as const }, { contentTypes: ["text/html"] }])(
    "is read with %j",
    async (options) => {
      server = await serve((_, response) =>
        response.writeHead(200, { "content-type": "text/html" }).end("<a>\n"),
      );
      const { error, frames } = await failureOf({ url: server.url, format: ndjson(), ...options });
      expect(error).toBeUndefined();
      expect(frames.map(({ text }) => text)).toEqual(["<a>"]);
    },
  );

  it("is not looked for beyond the start, nor in other formats", async () => {
    server = await serve((_, response) => response.end('"a"\n<b>\n'));
    const { frames } = await failureOf({ url: server.url, format: ndjson() });
    expect(frames.map(({ text }) => text)).toEqual(['"a"', "<b>"]);
    await server.close();
    server = await serve((_, response) => response.end("<b>\n"));
    expect((await failureOf({ url: server.url, format: lines() })).frames).toHaveLength(1);
  });

  it("is shown in one line of 120 characters, without what the request said of itself", async () => {
    const page = `<p>bad key s3cret-key, Bearer s3cret-token\u0007 of ${"x ".repeat(200)}`;
    server = await serve((_, response) => response.writeHead(200, { "content-type": "text/html" }).end(page));
    const { error } = await failureOf({
      url: `${server.url}?key=s3cret-key`,
      headers: { authorization: "Bearer s3cret-token" },
      format: ndjson(),
    });
    const shown = /\(it begins: (.*)\), not JSON/.exec(String(error))?.[1] ?? "";
    expect(shown).toMatch(/^<p>bad key \*\*\*, \*\*\* of (x ?)+\.\.\.$/);
    expect(shown.length).toBeLessThanOrEqual(123);
  });

  it("is not waited for, when the type says enough", async () => {
    const clock = new ManualClock();
    server = await serve((_, response) =>
      response.writeHead(200, { "content-type": "text/html" }).flushHeaders(),
    );
    const failure = failureOf({ url: server.url, format: sse(), clock });
    await clock.timerOf(1_000);
    clock.advance(1_000);
    expect((await failure).error).toMatchObject({ code: "CONTENT_TYPE_UNEXPECTED", bodyExcerpt: "" });
    await server.idle();
  });
});
