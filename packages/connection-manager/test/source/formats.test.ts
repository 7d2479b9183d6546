import { decodeAll } from "@unbounded-streams/stream-reader/framing";
import { describe, expect, it } from "vitest";
import { ConfigurationError, configFromEnvironment } from "../../src/index.ts";
import { formatNameOf, parseFormat } from "../../src/source/formats.ts";

const RECORD = new TextEncoder().encode('{"result":{"events":[{"n":1},{"n":2}]}}\n{"pub":{"n":3}}\n');

function framesOf(format: string): string[] | undefined {
  const parsed = parseFormat(format);
  return parsed && decodeAll(RECORD, parsed).frames.map(({ text }) => text);
}

function formatIn(format: string) {
  return configFromEnvironment({
    STREAM_URL: "https://a.example/x",
    EVENTS_TABLE: "events",
    STREAM_FORMAT: format,
  });
}

describe("a format by its text", () => {
  it("is a name, or a name with where events stand in its records", () => {
    expect(framesOf("ndjson")).toHaveLength(2);
    expect(framesOf("ndjson:/result/events")).toEqual(['{"n":1}', '{"n":2}', '{"pub":{"n":3}}']);
    expect(framesOf("ndjson:/result/events,/pub")).toEqual(['{"n":1}', '{"n":2}', '{"n":3}']);
    expect(framesOf("nothing")).toBeUndefined();
    expect(framesOf("constructor:/a")).toBeUndefined();
  });

  it("has a name of its own also with parameters", () => {
    expect(["sse:/a", "messages:json:/a,/b", "length-delimited:varint", "lines"].map(formatNameOf)).toEqual([
      "sse",
      "messages:json",
      "length-delimited:varint",
      "lines",
    ]);
  });

  it("of events has their ids, wherever they stand", () => {
    expect(formatIn("sse:/data").eventId).toEqual({ in: "sse" });
  });

  it("is refused where its places are no JSON Pointers", () => {
    expect(() => formatIn("ndjson:/a~2")).toThrow(ConfigurationError);
    expect(() => formatIn("njson:/a")).toThrow(/STREAM_FORMAT is "njson:\/a"/);
  });
});
