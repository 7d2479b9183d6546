import { describe, expect, it } from "vitest";
import { methodOf, urlWith } from "../../../src/http/request/request-plan.ts";
import { followStream, headerProblems, openStream, StreamOptionError } from "../../../src/index.ts";

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
    [{ headers: { Expect: "100-continue" } }, "expect"],
    [{ headers: { TE: "trailers" } }, "te"],
    [{ headers: { Connection: "close" } }, "connection"],
    [{ headers: { "Keep-Alive": "timeout=5" } }, "keep-alive"],
    [{ headers: { Upgrade: "websocket" } }, "upgrade"],
    [{ headers: { Trailer: "x" } }, "trailer"],
    [{ headers: { "HTTP2-Settings": "x" } }, "http2-settings"],
    [{ headers: { "Proxy-Connection": "keep-alive" } }, "proxy-connection"],
    [{ headers: { "Proxy-Authorization": "Basic s3cret" } }, "the proxy's URL"],
    [{ redirects: { allowPrivate: "yes" as unknown as boolean } }, "redirects.allowPrivate"],
    [{ redirects: { allowPrivate: ["http://a.example/x"] } }, "redirects.allowPrivate"],
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
    for (const opening of [openStream, followStream]) {
      const open = () => opening({ url: "http://127.0.0.1:9/", ...options });
      expect(open).toThrow(StreamOptionError);
      expect(open).toThrow(named);
      expect(open).not.toThrow("s3cret");
    }
  });

  it("is a header by which a stream would be resumed", () => {
    const resume = { in: "header", name: "TE", template: "{id}" } as const;
    const follow = () => followStream({ url: "http://127.0.0.1:9/", resume, cursorOf: "/id" });
    expect(follow).toThrow("the header te belongs to the connection");
  });

  it("is a forbidden header of a function too, which is not asked for again", async () => {
    let asked = 0;
    const headers = () => {
      asked += 1;
      return { expect: "100-continue" };
    };
    const stream = followStream({ url: "http://127.0.0.1:9/", headers });
    const error = await stream[Symbol.asyncIterator]()
      .next()
      .catch((failure: unknown) => failure);
    expect(error).toMatchObject({ code: "OPTION_INVALID", message: expect.stringContaining("expect") });
    expect(asked).toBe(1);
  });

  it("says all that is wrong with headers at once, each once", () => {
    expect(
      headerProblems({ Expect: "100-continue", "x y": "1", "x-ok": "1", "x-key": "a\nb", te: "" }),
    ).toEqual([
      expect.stringMatching(/^the header expect /),
      expect.stringMatching(/^the header name "x y" is not a token/),
      expect.stringMatching(/^the value of the header x-key /),
      expect.stringMatching(/^the header te /),
    ]);
    expect(headerProblems({ authorization: "Bearer x", Host: "a.example" })).toEqual([]);
    expect(headerProblems(null as unknown as Record<string, string>)).toHaveLength(1);
  });

  it("is refused too when a function gives it", async () => {
    const stream = openStream({ url: "http://127.0.0.1:9/", headers: () => ({ authorization: secret }) });
    const error = await stream.open().catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(StreamOptionError);
    expect(String(error)).not.toContain("s3cret");
  });
});
