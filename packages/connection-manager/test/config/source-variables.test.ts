import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ConfigurationError, configFromEnvironment, type Environment } from "../../src/index.ts";
import { streamRequest } from "../../src/source/stream-request.ts";

const base: Environment = { STREAM_URL: "https://a.example/x", EVENTS_TABLE: "events" };

/** Certificates and keys that were made for tests: they are nobody's. */
const pem = (name: string) => readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), "utf8");

const files: Record<string, string> = {
  "/ca.pem": pem("ca.pem"),
  "/cert.pem": pem("client.pem"),
  "/key.pem": pem("client.key"),
};

function readText(path: string): string {
  const text = files[path];
  if (text === undefined) throw Object.assign(new Error("no such file"), { code: "ENOENT" });
  return text;
}

function problemsOf(environment: Environment): readonly string[] {
  try {
    configFromEnvironment({ ...base, ...environment }, readText);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

/** What a stream is asked for with. */
function requestOf(environment: Environment, streamId = "s1") {
  return streamRequest(configFromEnvironment({ ...base, ...environment }, readText), streamId);
}

describe("a request", () => {
  it("has method, body and query, in which the stream's id stands", async () => {
    const request = requestOf({
      STREAM_METHOD: "POST",
      STREAM_BODY: '{"channel":"{streamId}"}',
      STREAM_QUERY: '{"id":"{streamId}","replay":true,"tag":["a","b"]}',
      STREAM_HEADERS: '{"x-stream":"{streamId}","accept-language":["de","en"]}',
    });
    expect(request).toMatchObject({
      method: "POST",
      body: '{"channel":"s1"}',
      query: { id: "s1", replay: true, tag: ["a", "b"] },
    });
    const headers =
      typeof request.headers === "function"
        ? await request.headers({ attempt: 1, refresh: false, cursor: undefined })
        : {};
    expect(headers).toEqual({
      "x-stream": "s1",
      "accept-language": ["de", "en"],
      "content-type": "application/json",
    });
  });

  it("says of a body that is no JSON, or has its own header, nothing else", async () => {
    for (const STREAM_BODY of ["a=b", "[1"]) {
      const { headers } = requestOf({ STREAM_BODY });
      expect(
        typeof headers === "function" && (await headers({ attempt: 1, refresh: false, cursor: undefined })),
      ).toEqual({});
    }
    const own = requestOf({ STREAM_BODY: "{}", STREAM_HEADERS: '{"Content-Type":"application/grpc-web"}' });
    expect(
      typeof own.headers === "function" &&
        (await own.headers({ attempt: 1, refresh: false, cursor: undefined })),
    ).toEqual({ "Content-Type": "application/grpc-web" });
  });

  it("goes on otherwise than it began, within a session", () => {
    const request = requestOf({
      STREAM_BODY: "{}",
      EVENT_ID: "/id",
      RESUME_REQUEST: '{"method":"GET","body":null,"url":"/events/{streamId}"}',
      HANDSHAKE: '[{"method":"POST","body":{"id":"{streamId}"}}]',
      KEEP_HEADERS: "Mcp-Session-Id, X-Other",
    });
    expect(request).toMatchObject({
      whenResuming: { method: "GET", body: null, url: "/events/s1" },
      handshake: [{ method: "POST", body: '{"id":"s1"}', headers: { "content-type": "application/json" } }],
      keepHeaders: ["Mcp-Session-Id", "X-Other"],
    });
  });

  it("goes on at a place that has parts of the id, and of no other", () => {
    const goingOnAt = (url: string) =>
      requestOf({ EVENT_ID: '{"epoch":"/e","offset":"/o"}', RESUME_REQUEST: JSON.stringify({ url }) });
    expect(goingOnAt("/{streamId}/{epoch}").whenResuming).toEqual({ url: "/s1/{epoch}" });
    expect(() => goingOnAt("/{streamId}/{other}")).toThrow("whenResuming.url has {other}");
  });

  it("to a WebSocket says what is offered, and what is sent on opening", () => {
    const request = requestOf({
      STREAM_URL: "wss://a.example/{streamId}",
      STREAM_MESSAGES: '[{"subscribe":"{streamId}"},"go {streamId}"]',
      STREAM_PROTOCOLS: '["v2","v1"]',
    });
    expect(request.webSocket).toEqual({ protocols: ["v2", "v1"], messages: [{ subscribe: "s1" }, "go s1"] });
  });

  it("says what carries it, and what may come back", () => {
    const request = requestOf({
      STREAM_SOCKET_PATH: "/run/podman.sock",
      STREAM_HTTP2: "prior-knowledge",
      STREAM_ACCEPT_ENCODING: "gzip, br",
      STREAM_CONTENT_TYPES: "application/octet-stream",
      TLS_CA_FILE: "/ca.pem",
      TLS_CERT_FILE: "/cert.pem",
      TLS_KEY_FILE: "/key.pem",
      TLS_SERVERNAME: "source.internal",
      CONTROL_FRAMES: '[{"event":"ping","action":"ignore"}]',
    });
    expect(request).toMatchObject({
      socketPath: "/run/podman.sock",
      http2: "prior-knowledge",
      acceptEncoding: ["gzip", "br"],
      contentTypes: ["application/octet-stream"],
      tls: {
        ca: files["/ca.pem"],
        cert: files["/cert.pem"],
        key: files["/key.pem"],
        servername: "source.internal",
      },
      control: [{ event: "ping", action: "ignore" }],
    });
    expect(requestOf({ STREAM_HTTP2: "false", STREAM_CONTENT_TYPES: "any" })).toMatchObject({
      http2: false,
      contentTypes: "any",
    });
  });
});

describe("how a stream is resumed", () => {
  it.each([
    ["body-json:/create_request/start_revision={id+1}", { in: "body", as: "json", template: "{id+1}" }],
    ['["query:since","header:x-after"]', [{ in: "query" }, { in: "header" }]],
    [
      '[{"in":"body","pointer":"/from","template":"{id}"}]',
      [{ in: "body", pointer: "/from", template: "{id}" }],
    ],
  ])("may be %s", (RESUME, expected) => {
    const config = configFromEnvironment({ ...base, EVENT_ID: "/id", STREAM_BODY: "{}", RESUME });
    expect(config.resume).toMatchObject(expected);
  });

  it("may name the parts of an id", () => {
    const EVENT_ID = '{"epoch":"/epoch","offset":["/pub/offset","/offset"]}';
    const config = configFromEnvironment({
      ...base,
      STREAM_BODY: "{}",
      EVENT_ID,
      RESUME: '["body:/epoch={epoch}","body-json:/offset={offset}"]',
    });
    expect(config.eventId).toEqual({ in: "parts", parts: JSON.parse(EVENT_ID) });
  });

  it("is guessed where the format is", () => {
    const config = configFromEnvironment({ ...base, STREAM_FORMAT: "auto" });
    expect(config).toMatchObject({
      eventId: { in: "sse", isGuess: true },
      resume: { name: "last-event-id" },
    });
  });
});

describe("a variable that cannot be used", () => {
  it.each<[Environment, RegExp]>([
    [{ STREAM_METHOD: "BAD METHOD" }, /^STREAM_METHOD: /],
    [{ STREAM_METHOD: "HEAD" }, /^STREAM_METHOD: /],
    [{ STREAM_QUERY: '["s3cret"]' }, /^STREAM_QUERY must be a JSON object/],
    [{ STREAM_QUERY: '{"a":{"b":"s3cret"}}' }, /^STREAM_QUERY must be a JSON object/],
    [{ STREAM_HEADERS: '{"a":{"b":"s3cret"}}' }, /^STREAM_HEADERS/],
    [{ STREAM_MESSAGES: '{"token":"s3cret"}' }, /^STREAM_MESSAGES must be a JSON array/],
    [{ STREAM_MESSAGES: "[7]" }, /^STREAM_MESSAGES must be a JSON array/],
    [{ STREAM_PROTOCOLS: '"v1"' }, /^STREAM_PROTOCOLS must be a JSON array/],
    [{ STREAM_PROTOCOLS: '["a b"]' }, /^STREAM_PROTOCOLS: /],
    [{ STREAM_HTTP2: "3" }, /^STREAM_HTTP2 is "3": allowed are true, false, prior-knowledge/],
    [{ STREAM_ACCEPT_ENCODING: "gzip,lzma" }, /^STREAM_ACCEPT_ENCODING: .*lzma/],
    [{ RESUME_REQUEST: '"s3cret"' }, /^RESUME_REQUEST must be a JSON object/],
    [{ EVENT_ID: "/id", RESUME_REQUEST: '{"headers":{"expect":"s3cret"}}' }, /^RESUME_REQUEST: /],
    [{ RESUME_REQUEST: '{"method":"GET"}' }, /^RESUME_REQUEST is set but EVENT_ID is not/],
    [{ HANDSHAKE: '{"body":"s3cret"}' }, /^HANDSHAKE must be a JSON array/],
    [{ KEEP_HEADERS: "a b" }, /^KEEP_HEADERS: /],
    [{ CONTROL_FRAMES: "{" }, /^CONTROL_FRAMES: /],
    [{ CONTROL_FRAMES: '[{"action":"ignore"}]' }, /^CONTROL_FRAMES: .*no condition/s],
    [{ EVENT_ID: '{"id":"/id"}' }, /^EVENT_ID is /],
    [{ EVENT_ID: "/id", RESUME: "[]" }, /^RESUME is "\[\]": it must be a JSON array with one rule/],
    [{ EVENT_ID: "/id", RESUME: '["since"]' }, /^RESUME is "since"/],
    [{ EVENT_ID: "/id", RESUME: '[{"in":"nowhere"}]' }, /^the source: .*resume/s],
    [{ EVENT_ID: "/id", RESUME: "body:/from" }, /^the source: .*body/s],
    [{ EVENT_ID: "/id", RESUME: "query:since={epoch}" }, /^the source: .*epoch/s],
    [{ EVENT_ID: '{"a":"/a"}', RESUME: "query:a={a}", RESUME_START: "0" }, /^the source: /],
    [{ TLS_CA: "s3cret" }, /^TLS_CA, .* cannot be used: its ca is not PEM/],
    [
      { TLS_CA_FILE: "/none.pem" },
      /^TLS_CA_FILE is "\/none.pem": it must be a file that can be read \(ENOENT\)/,
    ],
    [{ TLS_CA: files["/ca.pem"], TLS_CA_FILE: "/ca.pem" }, /^TLS_CA and TLS_CA_FILE are both set/],
    [{ TLS_CERT_FILE: "/cert.pem" }, /^TLS_CERT_FILE and TLS_KEY_FILE go together/],
    [{ TLS_SECRET_ARN: "secret" }, /^TLS_SECRET_ARN is "secret"/],
    [{ STREAM_SECRET_HEADERS_ARN: "secret" }, /^STREAM_SECRET_HEADERS_ARN is "secret"/],
  ])("%o is refused with one problem that shows no secret", (wrong, pattern) => {
    const problems = problemsOf(wrong);
    expect(problems).toEqual([expect.stringMatching(pattern)]);
    expect(problems[0]).not.toContain("s3cret");
  });
});
