import { describe, expect, it } from "vitest";
import { methodOf, urlWith } from "../../../src/http/request/request-plan.ts";
import { openStream, StreamOptionError } from "../../../src/index.ts";

describe("the query of a URL", () => {
  it.each([
    ["http://a/x", { q: "ä b&c=d" }, "http://a/x?q=%C3%A4%20b%26c%3Dd"],
    ["http://a/x?flag&keep=a+b%2f", { since: 7 }, "http://a/x?flag&keep=a+b%2f&since=7"],
    ["http://a/x?since=1&k=v&since=2", { since: 9 }, "http://a/x?k=v&since=9"],
    ["http://a/x?s%69nce=1", { since: true }, "http://a/x?since=true"],
    ["http://a/x", { id: ["1", 2], none: [] }, "http://a/x?id=1&id=2"],
    ["http://a/x?gone=1", { gone: undefined }, "http://a/x"],
    ["http://a/x?a=b", {}, "http://a/x?a=b"],
    ["http://a/x", { lone: "\ud800" }, "http://a/x?lone=%EF%BF%BD"],
  ])("%s with %j is %s", (url, query, expected) => {
    expect(urlWith(url, query).href).toBe(expected);
  });
});

describe("the method", () => {
  it.each([
    [{}, "GET"],
    [{ body: "{}" }, "POST"],
    [{ body: "{}", method: "get" }, "GET"],
    [{ method: "report" }, "REPORT"],
  ])("of %j is %s", (options, expected) => {
    expect(methodOf(options)).toBe(expected);
  });
});

describe("an option that cannot be used", () => {
  const secret = "s3cret\r\nx-evil: 1";
  it.each([
    [{ method: "GE T" }, "method"],
    [{ method: "HEAD" }, "HEAD"],
    [{ method: "connect" }, "CONNECT"],
    [{ headers: { "x y": "1" } }, "x y"],
    [{ headers: { "": "1" } }, "header name"],
    [{ headers: { authorization: secret } }, "authorization"],
    [{ headers: { "x-key": "snow \u2603" } }, "x-key"],
    [{ headers: { "x-key": 5 as unknown as string } }, "x-key"],
    [{ headers: { "Transfer-Encoding": "chunked" } }, "transfer-encoding"],
    [{ headers: { "content-length": "3" } }, "content-length"],
    [{ body: 5 as unknown as string }, "body"],
    [{ maxRedirects: -1 }, "maxRedirects"],
    [{ maxRedirects: Number.NaN }, "maxRedirects"],
    [{ maxHeaderBytes: 0 }, "maxHeaderBytes"],
    [{ maxExpansionRatio: 0.5 }, "maxExpansionRatio"],
    [{ tcpKeepAliveMs: 350_000 }, "tcpKeepAliveMs"],
    [{ contentTypes: [] }, "contentTypes"],
    [{ acceptEncoding: ["lzma" as "gzip"] }, "lzma"],
    [{ proxy: "socks9://x" }, "proxy"],
    [{ proxy: "not a url" }, "proxy"],
  ])("%o is refused by name, without its value", (options, named) => {
    const open = () => openStream({ url: "http://127.0.0.1:9/", ...options });
    expect(open).toThrow(StreamOptionError);
    expect(open).toThrow(named);
    expect(open).not.toThrow("s3cret");
  });

  it("is refused too when a function gives it", async () => {
    const stream = openStream({ url: "http://127.0.0.1:9/", headers: () => ({ authorization: secret }) });
    const error = await stream.open().catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(StreamOptionError);
    expect(String(error)).not.toContain("s3cret");
  });
});
