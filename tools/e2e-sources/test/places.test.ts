import { describe, expect, it } from "vitest";
import { placedAt } from "../src/processes/placed-at.ts";
import { differencesFrom } from "../src/run/own-source.ts";
import { numberAt } from "../src/servers/number-at.ts";

describe("a definition that is placed at a port", () => {
  it.each([
    ["http://localhost:8080/trpc/events", "http://127.0.0.1:20123/trpc/events"],
    ["wss://example.com", "wss://127.0.0.1:20123"],
    ["http://example.com?a=http://b:1/", "http://127.0.0.1:20123?a=http://b:1/"],
  ])("has it in place of the host of %s", (url, placed) => {
    expect(placedAt({ url, format: "sse" }, 20_123)).toEqual({ url: placed, format: "sse" });
    expect(placedAt({ baseUrl: url }, 20_123)).toEqual({ baseUrl: placed });
  });

  it("differs from the page's in no other field", () => {
    const definition = { url: "http://localhost:8080/", controlFrames: [{ text: "{}", action: "ignore" }] };
    const running = structuredClone({ ...placedAt(definition, 20_123), tls: { caFile: "/real/ca.pem" } });
    expect(differencesFrom(definition, running)).toEqual([]);
    expect(differencesFrom(definition, { ...running, controlFrames: [], cookies: true })).toEqual([
      ...["controlFrames", "cookies"],
    ]);
  });
});

it("a number is read where it stands in an event, and nowhere else", () => {
  const stored = (data: string | Uint8Array) => ({ streamId: "x", key: "y", data });
  const at = numberAt("data", "n");
  expect(at(stored('{"data":{"n":7}}'))).toBe(7);
  for (const data of [
    '{"data":{"n":"7"}}',
    '{"data":null}',
    "[]",
    "null",
    "7",
    "not JSON",
    new Uint8Array([255]),
  ]) {
    expect(at(stored(data))).toBeUndefined();
  }
});
