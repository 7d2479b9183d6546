import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { auto, jsonArray, multipart, openStream } from "../../src/index.ts";
import { failureOf, textsOf } from "../reading.ts";
import { serve, type TestServer } from "../stream-server.ts";

let server: TestServer;
afterEach(() => server?.close());

async function serving(contentType: string | undefined, body: string): Promise<void> {
  server = await serve((_, response) =>
    response.writeHead(200, contentType === undefined ? {} : { "content-type": contentType }).end(body),
  );
}

describe("a multipart stream", () => {
  it("is read by the boundary of its response, and has the headers of its parts", async () => {
    await serving(
      "multipart/mixed; boundary=a1",
      "--a1\r\nContent-Type: text/plain\r\nEtag: 5\r\n\r\nhello\r\n--a1--",
    );
    const { frames } = await failureOf({ url: server.url, format: multipart() });
    expect(frames).toMatchObject([{ text: "hello", headers: { etag: "5" } }]);
    expect(server.requests[0]?.headers.accept).toBe("multipart/mixed, multipart/*;q=0.9");
  });

  it("is over with its closing delimiter, though the connection stays open", async () => {
    server = await serve((_, response) => {
      response.writeHead(200, { "content-type": "multipart/x-mixed-replace; boundary=--frame" });
      response.write("--frame\r\nContent-Length: 2\r\n\r\nhi\r\n--frame--\r\nepilogue");
    });
    const stream = openStream({ url: server.url, format: multipart() });
    expect(await textsOf(stream)).toEqual(["hi"]);
    expect(stream.finish).toMatchObject({ kind: "closed", clean: true });
    expect(stream.finish).not.toHaveProperty("truncated");
    await server.idle();
  });

  it("delivers a part of known length before anything comes after it", async () => {
    let live: ServerResponse | undefined;
    server = await serve((_, response) => {
      live = response.writeHead(200, { "content-type": "multipart/mixed; boundary=b" });
      response.write("--b\r\nContent-Length: 2\r\n\r\nhi");
    });
    const frames = openStream({ url: server.url, format: multipart() })[Symbol.asyncIterator]();
    expect((await frames.next()).value).toMatchObject({ text: "hi" });
    live?.write("\r\n--b\r\n\r\nthere\r\n--b");
    expect((await frames.next()).value).toMatchObject({ text: "there" });
    await frames.return({ kind: "aborted", bytesReceived: 0 });
    await server.idle();
  });

  it.each([
    ["multipart/mixed", "multipart/mixed"],
    ["text/html", "text/html"],
    [undefined, undefined],
  ])("is refused without a boundary, or of another type: %s", async (contentType, type) => {
    await serving(contentType, "--b\r\n\r\nhi\r\n--b--");
    const { error, frames } = await failureOf({ url: server.url, format: multipart() });
    expect(error).toMatchObject({
      code: "CONTENT_TYPE_UNEXPECTED",
      contentType: type,
      message: expect.stringContaining("a multipart type with a boundary"),
    });
    expect(frames).toEqual([]);
    await server.idle();
  });

  it("is taken of any type with a boundary of the caller's", async () => {
    await serving("text/plain", "--b\r\n\r\nhi\r\n--b--");
    const format = multipart({ boundary: "b" });
    const { frames, error } = await failureOf({ url: server.url, format, contentTypes: "any" });
    expect([frames.map(({ text }) => text), error]).toEqual([["hi"], undefined]);
    const without = await failureOf({ url: server.url, format: multipart(), contentTypes: "any" });
    expect(without.error).toMatchObject({ code: "FRAME_INVALID" });
  });
});

describe("an endless JSON array", () => {
  it("is read element by element, and closed between two of them", async () => {
    await serving("application/json", '[{"n":1},\n{"n":2},\n');
    const stream = openStream({ url: server.url, format: jsonArray() });
    expect(await textsOf(stream)).toEqual(['{"n":1}', '{"n":2}']);
    expect(stream.finish).toMatchObject({ kind: "closed", clean: true });
    expect(stream.finish).not.toHaveProperty("truncated");
  });
});

describe("a format by the content type", () => {
  it.each([
    ["text/event-stream", "id: 1\ndata: a\n\n", ["a"]],
    ["application/x-ndjson", '{"a":1}\n', ['{"a":1}']],
    ["multipart/mixed; boundary=b", "--b\r\n\r\nhi\r\n--b--", ["hi"]],
    ["application/json", '[{"a":1},', ['{"a":1}']],
    ["application/json", '{"a":1}{"b":2}', ['{"a":1}', '{"b":2}']],
    [undefined, "one\ntwo\n", ["one", "two"]],
  ])("%s: is that of the response", async (contentType, body, expected) => {
    await serving(contentType, body);
    const stream = openStream({ url: server.url, format: auto() });
    expect(await textsOf(stream)).toEqual(expected);
    expect(stream.lastEventId).toBe(contentType === "text/event-stream" ? "1" : undefined);
  });

  it.each([
    ["text/html; charset=utf-8", "<html>", /not a stream/],
    ["multipart/mixed", "--b", /with a boundary/],
  ])("is none of %s", async (contentType, body, expected) => {
    await serving(contentType, body);
    const { error, frames } = await failureOf({ url: server.url, format: auto() });
    expect(error).toMatchObject({
      code: "CONTENT_TYPE_UNEXPECTED",
      message: expect.stringMatching(expected),
    });
    expect(frames).toEqual([]);
  });
});
