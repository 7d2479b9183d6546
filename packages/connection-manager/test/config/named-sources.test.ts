import { describe, expect, it } from "vitest";
import { sourceOfStream } from "../../src/handler/source-of-stream.ts";
import {
  ConfigurationError,
  configFromEnvironment,
  type Environment,
  StreamIdError,
} from "../../src/index.ts";

const SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:news-AbCdEf";
const SOURCES = JSON.stringify({
  news: { STREAM_URL: "https://news.example/{streamId}", STREAM_FORMAT: "sse", EVENT_KEY: "/id" },
  chess: { STREAM_URI: "https://chess.example", STREAM_PATH: "games", CONNECTION_MODE: "single" },
});
const base: Environment = {
  EVENTS_TABLE: "events",
  STREAMS_TABLE: "streams",
  IDLE_TIMEOUT_MS: "5000",
  SOURCES,
};

function problemsOf(environment: Environment): readonly string[] {
  try {
    configFromEnvironment({ ...base, ...environment });
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe("named sources", () => {
  it("have each their own settings over those of the function", () => {
    const { sources, location } = configFromEnvironment(base);
    expect(location).toBeUndefined();
    expect([...(sources ?? [])]).toMatchObject([
      [
        "news",
        {
          format: { name: "sse" },
          eventKey: { field: "/id" },
          resume: { name: "last-event-id" },
          idleTimeoutMs: 5_000,
        },
      ],
      [
        "chess",
        { format: { name: "chunks" }, connection: { connectionMode: "single" }, idleTimeoutMs: 5_000 },
      ],
    ]);
  });

  it("may stand in a file beside the function's code", () => {
    const read: string[] = [];
    const readText = (path: string) => {
      read.push(path);
      return SOURCES;
    };
    const environment = { ...base, SOURCES: "", SOURCES_FILE: "sources.json", LAMBDA_TASK_ROOT: "/var/task" };
    expect([...(configFromEnvironment(environment, readText).sources?.keys() ?? [])]).toEqual([
      "news",
      "chess",
    ]);
    expect(read).toEqual(["/var/task/sources.json"]);
  });

  it("have their secrets named beside them", () => {
    const SOURCE_SECRETS = JSON.stringify({ news: { STREAM_KEY_SECRET_ARN: SECRET } });
    const { sources } = configFromEnvironment({ ...base, SOURCE_SECRETS });
    expect(sources?.get("news")).toMatchObject({ keySource: { secretArn: SECRET } });
    expect(sources?.get("chess")?.keySource).toBeUndefined();
  });

  it("are told apart by what stands before the first colon of a stream's id", () => {
    const config = configFromEnvironment(base);
    expect(sourceOfStream(config, "news:a:b")).toMatchObject({
      id: "a:b",
      source: { format: { name: "sse" } },
    });
    for (const id of ["news", "other:a", "news:", "news:..", ":a", "NEWS:a", "constructor:a"]) {
      expect(() => sourceOfStream(config, id)).toThrow(StreamIdError);
    }
    expect(() => sourceOfStream(config, "other:a")).toThrow(/"other:a" names no source.*one of news, chess$/);
  });

  it("leave the ids of an only source alone", () => {
    const config = configFromEnvironment({ ...base, SOURCES: "", STREAM_URI: "https://a.example" });
    expect(sourceOfStream(config, "news:a").id).toBe("news:a");
  });

  it.each<[Environment, RegExp]>([
    [{ SOURCES: "[]" }, /^SOURCES must be a JSON object/],
    [{ SOURCES: "{}" }, /^SOURCES must be a JSON object/],
    [{ SOURCES: '{"a":"x"}' }, /^SOURCES must be a JSON object/],
    [{ SOURCES_FILE: "sources.json" }, /^SOURCES and SOURCES_FILE are both set/],
    [{ SOURCES: "", SOURCES_FILE: "/no/such/file" }, /^SOURCES_FILE is "\/no\/such\/file": .*ENOENT/],
    [{ SOURCES: '{"a b":{"STREAM_URI":"http://a"}}' }, /^source "a b": its name must be 1 to 32/],
    [{ SOURCES: '{"a":{}}' }, /^source "a": STREAM_URI is not set/],
    [
      { SOURCES: '{"a":{"STREAM_URI":"http://a","EVENTS_TABLE":"x"}}' },
      /^source "a": EVENTS_TABLE is no variable/,
    ],
    [
      { SOURCES: '{"a":{"STREAM_URI":"http://a","STREAM_FORMAT":7}}' },
      /^source "a": STREAM_FORMAT must be text/,
    ],
    [
      { SOURCES: '{"a":{"STREAM_URI":"http://a","STREAM_FORMAT":"xml"}}' },
      /^source "a": STREAM_FORMAT is "xml"/,
    ],
    [{ STREAM_URI: "http://a" }, /^STREAM_URI is set and sources are named/],
    [
      { SOURCE_SECRETS: JSON.stringify({ other: {} }) },
      /^SOURCE_SECRETS, source "other": there is no such source/,
    ],
    [
      { SOURCE_SECRETS: JSON.stringify({ news: { STREAM_URI: "http://a" } }) },
      /^SOURCE_SECRETS, source "news": STREAM_URI is no variable/,
    ],
  ])("%o are refused", (wrong, pattern) => {
    expect(problemsOf(wrong)[0]).toMatch(pattern);
  });
});
