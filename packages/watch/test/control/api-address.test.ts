import { describe, expect, test } from "vitest";
import { apiAddress } from "../../src/control/api-address.ts";
import { openControl } from "../../src/control/open-control.ts";

describe("an API's address", () => {
  test.each([
    [
      "https://abc123.execute-api.eu-west-1.amazonaws.com/prod/",
      "https://abc123.execute-api.eu-west-1.amazonaws.com/prod",
      "eu-west-1",
    ],
    [
      "https://abc123.execute-api.cn-north-1.amazonaws.com.cn/v1",
      "https://abc123.execute-api.cn-north-1.amazonaws.com.cn/v1",
      "cn-north-1",
    ],
    ["https://streams.example.com/", "https://streams.example.com", undefined],
    ["http://127.0.0.1:4000", "http://127.0.0.1:4000", undefined],
    ["http://localhost:4000/connections/weather", "http://localhost:4000", undefined],
    ["http://[::1]:4000/connections", "http://[::1]:4000", undefined],
    ["https://example.com/connections", "https://example.com/connections", undefined],
    // Others' names, whatever they have in them.
    [
      "https://abc.execute-api.eu-west-1.amazonaws.com.evil.example/",
      "https://abc.execute-api.eu-west-1.amazonaws.com.evil.example",
      undefined,
    ],
  ])("%s is understood", (text, base, region) => {
    expect(apiAddress(text)).toEqual({ base, region });
  });

  test.each([
    ["abc123", /--api is "abc123": give a URL such as/],
    ["ftp://127.0.0.1/", /give a URL such as/],
    ["http://api.example.com/", /use https; plain http is only for an API on this machine/],
    ["http://127.0.0.1.evil.example/", /use https/],
    ["https://example.com/?x=1", /a user, a query or a fragment/],
    ["https://user:secret@example.com/", /a user, a query or a fragment/],
    ["user:secret@example.com/prod", /a user, a query or a fragment/],
    ["ftp://user:secret@example.com/", /a user, a query or a fragment/],
    ["https://user:secret@example.com:99999/", /a user, a query or a fragment/],
    ["https://user:secret@exam ple.com/", /a user, a query or a fragment/],
    ["ws://example.com/?key=secret", /a user, a query or a fragment/],
    ["https://example.com/#x", /a user, a query or a fragment/],
  ])("%s is refused", (text, message) => {
    const refusal = expect.objectContaining({ code: "WATCH_USAGE", message: expect.stringMatching(message) });
    expect(() => apiAddress(text)).toThrow(refusal);
    expect(() => apiAddress(text)).not.toThrow(/secret/);
  });
});

test.each(["", "with a space", "ünicode", "line\nbreak", "x".repeat(300)])(
  "a key that no header can have is refused without being told: %j",
  (apiKey) => {
    const system = { now: () => 0, pause: async () => undefined };
    const open = () => openControl({ url: "http://127.0.0.1:1", apiKey }, system);
    expect(open).toThrow(/^WATCH_API_KEY must be 1 to 256 visible ASCII characters, without a space$/);
  },
);
