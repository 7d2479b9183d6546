import { describe, expect, it } from "vitest";
import { ConfigurationError, configFromEnvironment, type Environment } from "../src/index.ts";

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
      /^STREAM_FORMAT is "xml": allowed are chunks, lines, ndjson, sse/,
      /^END_SIGNALS: "done" is not an end signal/,
      /^END_SIGNALS: .* is not a status/,
      /^EVENTS_TABLE is not set/,
      /^IDLE_TIMEOUT_MS is "soon"/,
    ];
    expect(problems).toHaveLength(expected.length);
    for (const [index, pattern] of expected.entries()) expect(problems[index]).toMatch(pattern);
    expect(problems.join("\n")).not.toContain("s3cret");
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
