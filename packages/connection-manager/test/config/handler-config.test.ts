import { describe, expect, it } from "vitest";
import { ConfigurationError, configFromEnvironment, type Environment } from "../../src/index.ts";

const article: Environment = {
  STREAM_URI: "https://api.example.com",
  STREAM_PATH: "v1/streams",
  STREAM_KEY: "s3cret",
  STAGE: "dev",
  EVENTS_TABLE: "eventTable",
};

function problemsOf(environment: Environment): readonly string[] {
  try {
    configFromEnvironment(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe("the environment", () => {
  it("of the article is enough", () => {
    expect(configFromEnvironment(article)).toMatchObject({
      location: { uri: "https://api.example.com", path: "v1/streams" },
      keySource: { key: "s3cret" },
      format: { name: "chunks" },
      endSignals: [],
      tableName: "eventTable",
      stage: "dev",
    });
  });

  it("names format, end signals, headers and limits", () => {
    const config = configFromEnvironment({
      ...article,
      STREAM_FORMAT: "sse",
      END_SIGNALS: '["status:410","data:[DONE]"]',
      STREAM_HEADERS: '{"X-Tenant":"a"}',
      IDLE_TIMEOUT_MS: "0",
      MAX_FRAME_BYTES: "1000",
    });
    expect(config).toMatchObject({
      format: { name: "sse" },
      endSignals: [
        { kind: "status", status: 410 },
        { kind: "data", data: "[DONE]" },
      ],
      headers: { "X-Tenant": "a" },
      idleTimeoutMs: 0,
      maxFrameBytes: 1000,
    });
  });

  it.each<[string, string, string[]]>([
    ["json-sequence", "\u001e1\n\u001e[2]", ["1", "[2]"]],
    ["concatenated-json", "{}[2]", ["{}", "[2]"]],
    ["length-delimited:varint", "\u0001a", ["a"]],
    ["length-delimited:uint32be", "\0\0\0\u0001a", ["a"]],
    ["length-delimited:uint32le", "\u0001\0\0\0a", ["a"]],
  ])("that names %s reads frames of that kind", (STREAM_FORMAT, body, expected) => {
    const { format } = configFromEnvironment({
      STREAM_URL: "https://a.example/x",
      EVENTS_TABLE: "events",
      STREAM_FORMAT,
    });
    expect(
      format
        .decoder()
        .decode(Buffer.from(body))
        .map(({ text }) => text),
    ).toEqual(expected);
  });

  it("that is wrong in many ways makes one error that lists them all", () => {
    const problems = problemsOf({
      STREAM_URI: "example.com/stream",
      STREAM_PATH: "../admin",
      STREAM_KEY: "s3cret\n",
      STREAM_KEY_SECRET_ARN: "my-secret",
      STREAM_FORMAT: "xml",
      END_SIGNALS: '["done","status:7"]',
      STREAM_HEADERS: "[]",
      IDLE_TIMEOUT_MS: "soon",
    });
    const expected = [
      /^STREAM_URI is not a URL/,
      /^STREAM_PATH .*\.\./,
      /both set/,
      /^STREAM_KEY has characters/,
      /^STREAM_KEY_SECRET_ARN is "my-secret"/,
      /^STREAM_HEADERS must be/,
      /^STREAM_FORMAT is "xml": allowed are chunks, lines, ndjson, sse, json-sequence, .*length-delimited:uint32le$/,
      /^END_SIGNALS: "done" is not an end signal/,
      /^END_SIGNALS: .* is not a status/,
      /^IDLE_TIMEOUT_MS is "soon"/,
      /^EVENTS_TABLE is not set/,
    ];
    expect(problems).toHaveLength(expected.length);
    for (const [index, pattern] of expected.entries()) expect(problems[index]).toMatch(pattern);
    expect(problems.join("\n")).not.toContain("s3cret");
  });

  it("says how connections end, how long silences may be, and what may not be followed", () => {
    const config = configFromEnvironment({
      ...article,
      FOLLOW_POLICY: '{"goneAfterMs":60000,"busy":[409]}',
      END_ON_CLOSE: "true",
      END_SIGNALS: '["data:[DONE]"]',
      EVENT_TIMEOUT_MS: "600000",
      HEADERS_TIMEOUT_MS: "30000",
      COOKIES: "true",
      ALLOW_PRIVATE_REDIRECTS: "internal.example,10.0.0.7",
      ON_INVALID: "fail",
    });
    expect(config).toMatchObject({
      followPolicy: { goneAfterMs: 60_000, busy: [409] },
      endSignals: [{ kind: "data", data: "[DONE]" }, { kind: "close" }],
      eventTimeoutMs: 600_000,
      headersTimeoutMs: 30_000,
      cookies: true,
      allowPrivateRedirects: ["internal.example", "10.0.0.7"],
      onInvalid: "fail",
    });
    expect(configFromEnvironment({ ...article, END_ON_CLOSE: "false" })).toMatchObject({
      endSignals: [],
      cookies: false,
      allowPrivateRedirects: [],
      followPolicy: undefined,
      onInvalid: undefined,
    });
  });

  it.each([
    [{ FOLLOW_POLICY: "{" }, /^FOLLOW_POLICY: the policy is not JSON/],
    [{ FOLLOW_POLICY: '{"goneAfterMs":-1}' }, /^FOLLOW_POLICY: .*goneAfterMs/s],
    [{ END_ON_CLOSE: "yes" }, /^END_ON_CLOSE is "yes": allowed are true, false/],
    [{ EVENT_TIMEOUT_MS: "soon" }, /^EVENT_TIMEOUT_MS is "soon"/],
    [{ HEADERS_TIMEOUT_MS: "2147483648" }, /^HEADERS_TIMEOUT_MS is "2147483648"/],
    [{ COOKIES: "1" }, /^COOKIES is "1"/],
    [{ ALLOW_PRIVATE_REDIRECTS: "http://internal" }, /^ALLOW_PRIVATE_REDIRECTS: .*list of hosts/],
    [{ ON_INVALID: "drop" }, /^ON_INVALID is "drop": allowed are dead-letter, fail/],
    [{ MAX_CURSOR_BYTES: "40000" }, /^MAX_CURSOR_BYTES is "40000": .* 1 to 32768/],
    [{ STREAM_HEADERS: '{"Expect":"100-continue"}' }, /^STREAM_HEADERS: the header expect /],
    [{ STREAM_HEADERS: '{"TE":"chunked"}' }, /^STREAM_HEADERS: the header te /],
    [{ STREAM_KEY: '{"token":"s3cret"}' }, /^STREAM_KEY is a JSON object .*give the key that is in it alone/],
    [{ STREAM_KEY_SCHEME: "Digest" }, /^STREAM_KEY_SCHEME is "Digest": it must be Bearer, Basic/],
    [{ STREAM_KEY_SCHEME: "header:Content-Length" }, /^STREAM_KEY_SCHEME: the header content-length /],
    [{ SOURCE_SECRETS: "{}" }, /^SOURCE_SECRETS is set but no sources are named/],
    [{ STREAM_KEY_SCHEME: "Basic" }, /^STREAM_KEY is not user:password/],
    [
      { STREAM_KEY_SECRET_FIELD: "token" },
      /^STREAM_KEY_SECRET_FIELD is set but STREAM_KEY_SECRET_ARN is not/,
    ],
  ])("with %o is refused, and no secret is shown", (wrong, pattern) => {
    const problems = problemsOf({ ...article, ...wrong });
    expect(problems).toEqual([expect.stringMatching(pattern)]);
    expect(problems[0]).not.toContain("s3cret");
  });

  it("lets what the source is resumed from be as long as a cursor may", () => {
    const start = (bytes: number, limit?: string) =>
      problemsOf({ ...article, RESUME_START: "x".repeat(bytes), ...(limit && { MAX_CURSOR_BYTES: limit }) });
    expect([start(8_192), start(100, "100"), start(32_768, "32768")]).toEqual([[], [], []]);
    expect(start(8_193)).toEqual([expect.stringMatching(/^RESUME_START must be 1 to 8192 bytes/)]);
    expect(start(101, "100")).toEqual([expect.stringMatching(/^RESUME_START must be 1 to 100 bytes/)]);
  });

  it.each([
    [
      { STREAM_URL: "https://a.example/x", STREAM_URI: "https://b.example" },
      /STREAM_URI and STREAM_URL are both set/,
    ],
    [{ STREAM_URL: "ftp://a.example/x" }, /protocol ftp:/],
    [{ STREAM_URL: "https://user:pass@a.example/x" }, /user name or password/],
    [{ STREAM_URI: "https://a.example/?x=1" }, /query or a fragment/],
    [{}, /STREAM_URI is not set/],
  ])("%o is refused", (environment, pattern) => {
    const problems = problemsOf({ EVENTS_TABLE: "events", ...environment });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(pattern);
    expect(problems[0]).not.toContain("pass@");
  });
});

it.each(["auto", "put", "batch", "packed"])("may ask for writes in the way %s", (mode) => {
  expect(configFromEnvironment({ ...article, WRITE_MODE: mode }).writeMode).toBe(mode);
});

describe("the environment of a relay", () => {
  const relay: Environment = { ...article, STREAMS_TABLE: "streams" };

  it("has a table of leases, and defaults for the rest", () => {
    expect(configFromEnvironment(relay).relay).toEqual({
      streamsTable: "streams",
      lifetimeMs: 900_000,
      handoverLeadMs: 30_000,
      connectionMode: "overlap",
      maxReconnectDelayMs: 15_000,
    });
  });

  it("sets lifetime, lead, connection mode and the longest pause", () => {
    const config = configFromEnvironment({
      ...relay,
      LIFETIME_MS: "60000",
      HANDOVER_LEAD_MS: "5000",
      CONNECTION_MODE: "single",
      MAX_RECONNECT_DELAY_MS: "0",
    });
    expect(config.relay).toEqual({
      streamsTable: "streams",
      lifetimeMs: 60_000,
      handoverLeadMs: 5_000,
      connectionMode: "single",
      maxReconnectDelayMs: 0,
    });
  });

  it("may name the table by its ARN", () => {
    const STREAMS_TABLE = "arn:aws:dynamodb:eu-west-1:123456789012:table/streams";
    expect(configFromEnvironment({ ...article, STREAMS_TABLE }).relay).toMatchObject({
      streamsTable: STREAMS_TABLE,
    });
  });

  it("without a table of leases is none, whatever else it says", () => {
    const { relay: none } = configFromEnvironment({ ...article, STREAMS_TABLE: "", LIFETIME_MS: "60000" });
    expect(none).toBeUndefined();
  });

  it.each<[Environment, RegExp]>([
    [{ STREAMS_TABLE: "a b" }, /^STREAMS_TABLE is "a b"/],
    [{ STREAMS_TABLE: "st" }, /^STREAMS_TABLE is "st": it must be 3 to 255/],
    [{ EVENTS_TABLE: "events/1" }, /^EVENTS_TABLE is "events\/1"/],
    [{ LIFETIME_MS: "0" }, /^LIFETIME_MS is "0": it must be a whole number, 1 or more/],
    [{ LIFETIME_MS: "15 min" }, /^LIFETIME_MS is "15 min"/],
    [{ HANDOVER_LEAD_MS: "-1" }, /^HANDOVER_LEAD_MS is "-1"/],
    [{ LIFETIME_MS: "20000" }, /^HANDOVER_LEAD_MS is 30000: it must be less than LIFETIME_MS, 20000/],
    [{ LIFETIME_MS: "5000", HANDOVER_LEAD_MS: "5000" }, /^HANDOVER_LEAD_MS is 5000: it must be less/],
    [{ WRITE_MODE: "stream" }, /^WRITE_MODE is "stream": allowed are auto, put, batch, packed/],
    [{ CONNECTION_MODE: "double" }, /^CONNECTION_MODE is "double": allowed are overlap, single/],
    [{ MAX_RECONNECT_DELAY_MS: "1.5" }, /^MAX_RECONNECT_DELAY_MS is "1.5"/],
    [{ EVENT_ID: "id" }, /^EVENT_ID is "id": it must be sse or a JSON Pointer/],
    [{ RESUME: "header:Last-Event-ID" }, /^RESUME is set but EVENT_ID is not/],
    [{ EVENT_ID: "/id", RESUME: "since" }, /^RESUME is "since": it must be none/],
    [{ EVENT_ID: "/id", RESUME: "query:since=now" }, /^RESUME is "query:since=now"/],
  ])("%o is refused with one problem", (changes, pattern) => {
    const problems = problemsOf({ ...relay, ...changes });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(pattern);
  });

  it.each<[Environment, object]>([
    [{}, { eventId: undefined, resume: undefined }],
    [{ STREAM_FORMAT: "sse" }, { eventId: { in: "sse" }, resume: { in: "header", name: "last-event-id" } }],
    [
      { STREAM_FORMAT: "sse", RESUME: "none" },
      { eventId: { in: "sse" }, resume: undefined },
    ],
    [{ STREAM_FORMAT: "sse", EVENT_ID: "/id" }, { eventId: { in: "json", pointer: ["id"] } }],
    [{ EVENT_ID: "/id" }, { eventId: { in: "json", pointer: ["id"] }, resume: undefined }],
    [{ EVENT_ID: "/id", RESUME: "none" }, { resume: undefined }],
    [
      { EVENT_ID: "/seq", RESUME: "query:since" },
      { resume: { in: "query", name: "since", template: "{id}" } },
    ],
  ])("%o says where ids are and how to resume", (changes, expected) => {
    expect(configFromEnvironment({ ...article, ...changes })).toMatchObject(expected);
  });
});
