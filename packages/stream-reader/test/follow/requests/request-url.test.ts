import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isOfOrigin, transportTo, urlAfter } from "../../../src/follow/requests/request-url.ts";
import { StreamOptionError } from "../../../src/index.ts";

const BASE = "https://a.example/v1/stream?key=k";

describe("a URL with a cursor in it", () => {
  it.each([
    ["/from/{id+1}", "41", "https://a.example/from/42"],
    ["{id}", "7", "https://a.example/v1/7"],
    ["?after={id}&limit=1", "..", "https://a.example/v1/stream?after=..&limit=1"],
    ["/x/..{id}", "a", "https://a.example/x/..a"],
    [
      "https://b.example/{offset}/{epoch}",
      '{"epoch":"é ü","offset":"1"}',
      "https://b.example/1/%C3%A9%20%C3%BC",
    ],
    ["wss://b.example/{id}", "1", "wss://b.example/1"],
  ])("%s after %s is %s", (url, cursor, expected) => {
    expect(String(urlAfter(url, BASE, cursor))).toBe(expected);
  });

  it("stays in its place of the path, whatever the cursor is", () => {
    const cursor = fc
      .oneof(fc.string({ unit: "binary", minLength: 1 }), fc.stringMatching(/^[./\\%2e?#@:]{1,4}$/))
      .filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(cursor, (text) => {
        let made: string | URL;
        try {
          made = urlAfter("/a/{id}/b", BASE, text);
        } catch (error) {
          expect(error).toBeInstanceOf(StreamOptionError);
          expect([".", ".."]).toContain(text);
          return;
        }
        const [, first, middle = "", last, ...rest] = new URL(made).pathname.split("/");
        expect([first, last, rest]).toEqual(["a", "b", []]);
        expect(decodeURIComponent(middle)).toBe(text);
        expect(new URL(made)).toMatchObject({ origin: "https://a.example", search: "", hash: "" });
      }),
    );
  });
});

describe("the origin of a request", () => {
  it.each([
    ["http://a.example:80/x", "ws://a.example/", true],
    ["https://a.example/x", "wss://a.example:443/", true],
    ["http://a.example/x", "wss://a.example/", false],
    ["http://b.example/", "http://a.example/", false],
    ["http://a.example:81/", "http://a.example/", false],
  ])("of %s is that of %s: %s", (url, other, expected) => {
    expect(isOfOrigin(url, other)).toBe(expected);
  });

  it("gets the client's certificate when it is the stream's alone", () => {
    const tls = { ca: "a", cert: "c", key: "k", passphrase: "p", servername: "s", rejectUnauthorized: true };
    expect(transportTo(true, { tls })).toEqual({ tls });
    expect(transportTo(false, { tls })).toEqual({ tls: { ca: "a", rejectUnauthorized: true } });
    expect(transportTo(true, {})).toEqual({});
  });
});
