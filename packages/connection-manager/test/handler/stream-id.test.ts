import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StreamIdError, streamIdOf, streamUrl } from "../../src/index.ts";

describe("the stream id of an invocation", () => {
  it.each([
    [{ pathParameters: { streamId: "a" }, path: "/connections/a", streamId: "c" }, "a"],
    [{ path: { streamId: "b" }, streamId: "c" }, "b"],
    [{ streamId: "c" }, "c"],
    [{ streamId: "sports.NFL:2026@eu~1" }, "sports.NFL:2026@eu~1"],
  ])("%o is %j", (event, expected) => {
    expect(streamIdOf(event)).toBe(expected);
  });

  it.each([
    "",
    "..",
    ".",
    "../admin",
    "a/b",
    "a\\b",
    "a?b",
    "a#b",
    "%2e%2e",
    "a b",
    "ä",
    "a\n",
    "x".repeat(129),
    7,
    null,
    {},
  ])("%j is refused", (streamId) => {
    expect(() => streamIdOf({ pathParameters: { streamId } })).toThrow(StreamIdError);
  });

  it.each([undefined, null, "text", 5, {}, { pathParameters: null }])(
    "the event %j names no stream",
    (event) => {
      expect(() => streamIdOf(event)).toThrow(/names no stream/);
    },
  );
});

describe("the URL of a stream", () => {
  it("is put together as in the article", () => {
    expect(streamUrl({ uri: "https://x.example/", path: "/v1/streams/" }, "s1")).toBe(
      "https://x.example/v1/streams/s1",
    );
    expect(streamUrl({ uri: "https://x.example", path: "" }, "s1")).toBe("https://x.example/s1");
  });

  it("may be given whole, with a place for the id or without", () => {
    expect(streamUrl({ url: "https://x.example/s?id={streamId}&v=2" }, "a+b")).toBe(
      "https://x.example/s?id=a%2Bb&v=2",
    );
    expect(streamUrl({ url: "https://x.example/s" }, "a")).toBe("https://x.example/s");
  });

  it("stays below the path and on the host, whatever id is allowed", () => {
    const allowed = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:@~+=,-]{0,127}$/);
    fc.assert(
      fc.property(allowed, (id) => {
        const url = new URL(
          streamUrl({ uri: "https://x.example", path: "streams" }, streamIdOf({ streamId: id })),
        );
        expect(url.origin).toBe("https://x.example");
        expect(decodeURIComponent(url.pathname)).toBe(`/streams/${id}`);
        expect(url.search + url.hash).toBe("");
      }),
    );
  });
});
