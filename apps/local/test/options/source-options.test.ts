import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WrongOptionError } from "../../src/errors.ts";
import { type LocalOptions, readCommandLine } from "../../src/options/options.ts";

const SECRET = "s3cret";
const ADDRESS = "https://example.com/stream";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sources-"));
  process.env.TEST_SOURCE_KEY = SECRET;
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  delete process.env.TEST_SOURCE_KEY;
});

async function fileOf(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

function optionsOf(...argv: string[]): LocalOptions {
  const commandLine = readCommandLine(argv, () => "new");
  if (commandLine.kind === "help") throw new Error("asked for help");
  return commandLine.options;
}

function refusalOf(...argv: string[]): string {
  try {
    optionsOf(...argv);
  } catch (error) {
    if (error instanceof WrongOptionError) return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("flags for a source", () => {
  it("say what is asked for, by which connection, and how it goes on", () => {
    const { source } = optionsOf(
      ...["--url", ADDRESS, "--method", "POST", "--body", '{"watch":true}', "--format", "ndjson"],
      ...["--query", "a=1", "--query", "b=x", "--query", "a=2=3", "--header", "x-a: 1", "--header", "X-A: 2"],
      ...["--resume", "query:since", "--resume", "header:Last-Event-ID", "--resume-start", "0"],
      ...["--event-id", "/id", "--event-key", "id", "--keep-header", "mcp-session-id"],
      ...["--socket-path", "/run/x.sock", "--http2", "prior-knowledge"],
      ...["--accept-encoding", "gzip", "--content-type", "any", "--connection-mode", "single"],
      ...["--control", '{"text":"ping","action":"ignore"}', "--control", '[{"event":"bye","action":"end"}]'],
    );
    expect(source).toEqual({
      url: ADDRESS,
      method: "POST",
      body: '{"watch":true}',
      format: "ndjson",
      query: { a: ["1", "2=3"], b: "x" },
      headers: { "x-a": ["1", "2"] },
      resume: ["query:since", "header:Last-Event-ID"],
      resumeStart: "0",
      eventId: "/id",
      eventKey: "id",
      keepHeaders: ["mcp-session-id"],
      socketPath: "/run/x.sock",
      http2: "prior-knowledge",
      acceptEncoding: ["gzip"],
      contentTypes: ["any"],
      connectionMode: "single",
      controlFrames: [
        { text: "ping", action: "ignore" },
        { event: "bye", action: "end" },
      ],
      onInvalid: "dead-letter",
    });
  });

  it("take any name for a parameter of the query", () => {
    const { source } = optionsOf("--url", ADDRESS, "--query", "constructor=1", "--query", "toString=");
    expect(source.query).toEqual({ constructor: "1", toString: "" });
  });

  it("say what a WebSocket is sent, and read its messages", () => {
    const { source } = optionsOf(
      ...["--url", "wss://example.com/feed", "--message", '{"subscribe":"news"}', "--message", "hi"],
      ...["--protocol", "graphql-transport-ws"],
    );
    expect(source).toMatchObject({
      format: "messages",
      messages: ['{"subscribe":"news"}', "hi"],
      protocols: ["graphql-transport-ws"],
    });
  });

  it("read a stream of others by its content type, and ask for HTTP/2, where nothing else is said", () => {
    expect(optionsOf("--url", ADDRESS).source.format).toBe("auto");
    expect(optionsOf("--url", ADDRESS, "--http2").source.http2).toBe(true);
  });

  it("let a source of this machine redirect to this machine, and no other", () => {
    const hosts = ["localhost", "127.0.0.1", "[::1]"];
    expect(optionsOf("--url", "http://localhost:8080").source.allowPrivateRedirects).toEqual(hosts);
    expect(optionsOf("--url", ADDRESS).source.allowPrivateRedirects).toBeUndefined();
  });
});

describe("a config file", () => {
  it("has a source, over which flags go", async () => {
    const path = await fileOf("own.json", {
      ...{ baseUrl: "https://example.com", path: "streams", format: "sse", endSignals: ["status:410"] },
      ...{ headers: { "X-Tenant": "a", "X-Other": "b" }, query: { from: 1 }, eventTimeoutSeconds: 60 },
      tls: { caFile: "ca.pem" },
    });
    await writeFile(join(folder, "ca.pem"), "");
    expect(refusalOf("--config", path)).toMatch(/^--config .*own\.json: .*tls\.caFile/);
    const { source } = optionsOf("--config", await fileOf("plain.json", { url: ADDRESS, format: "sse" }));
    expect(source).toMatchObject({ url: ADDRESS, format: "sse", onInvalid: "dead-letter" });
    const over = optionsOf(
      ...[
        "--config",
        await fileOf("over.json", {
          baseUrl: "https://a.example",
          headers: { "X-A": "1" },
          query: { from: 1 },
        }),
      ],
      ...["--url", ADDRESS, "--header", "x-a: 2", "--query", "to=9", "--end-signal", "status:410"],
    );
    expect(over.source).toMatchObject({
      url: ADDRESS,
      headers: { "x-a": "2" },
      query: { from: 1, to: "9" },
      endSignals: ["status:410"],
    });
    expect(over.source.baseUrl).toBeUndefined();
  });

  it("may be the cloud app's, with one source, or with several of which one is named", async () => {
    const one = await fileOf("cloud.json", {
      ...{ stackName: "x", lifetimeSeconds: 900, onInvalid: "fail", eventKey: "sha1" },
      source: { baseUrl: "https://example.com" },
    });
    expect(optionsOf("--config", one).source).toMatchObject({ onInvalid: "fail", eventKey: "sha1" });
    const sources = { a: { url: `${ADDRESS}/a` }, b: { url: `${ADDRESS}/b`, onInvalid: "dead-letter" } };
    const several = await fileOf("several.json", { onInvalid: "fail", sources });
    expect(optionsOf("--config", several, "--source", "b").source).toMatchObject({
      url: `${ADDRESS}/b`,
      onInvalid: "dead-letter",
    });
    expect(refusalOf("--config", several)).toMatch(/several sources: allowed for --source are a, b$/);
    expect(refusalOf("--config", several, "--source", "c")).toMatch(/no source "c".* are a, b$/);
    expect(refusalOf("--config", one, "--source", "a")).toMatch(/there are no sources/);
    const odd = await fileOf("odd.json", { sources: { ["__proto__"]: { url: `${ADDRESS}/a` } } });
    expect(refusalOf("--config", odd)).toMatch(/sources has "__proto__": a name must be 1 to 32 letters/);
    const only = await fileOf("only.json", { sources: { a: { url: `${ADDRESS}/a` } } });
    expect(optionsOf("--config", only).source.url).toBe(`${ADDRESS}/a`);
  });

  it("names the environment variables that have its secrets, and holds none itself", async () => {
    const named = await fileOf("named.json", {
      ...{ url: ADDRESS, keyEnv: "TEST_SOURCE_KEY", keyScheme: "header:X-Api-Key" },
      headersEnv: { Cookie: "TEST_SOURCE_KEY" },
    });
    expect(optionsOf("--config", named)).toMatchObject({
      key: SECRET,
      source: { keyScheme: "header:X-Api-Key", headers: { cookie: SECRET } },
    });
    for (const content of [
      { url: ADDRESS, key: SECRET },
      { url: ADDRESS, keyEnv: [SECRET] },
      `{"url":"${SECRET}`,
      { url: `https://user:${SECRET}@example.com` },
    ]) {
      const refusal = refusalOf("--config", await fileOf("secret.json", content));
      expect(refusal).toMatch(/^--config [^\n]+$/);
      expect(refusal).not.toContain(SECRET);
    }
    expect(refusalOf("--config", await fileOf("key.json", { url: ADDRESS, key: SECRET }))).toContain(
      "keyEnv",
    );
  });

  it("may name secrets of AWS, in whose place something is given here", async () => {
    const path = await fileOf("aws.json", {
      source: { baseUrl: ADDRESS, keySecret: "mine", keyField: "key" },
    });
    expect(refusalOf("--config", path)).toMatch(
      /keySecret is a secret of AWS.*--key-env, --key-file or keyEnv/,
    );
    const { source, key } = optionsOf("--config", path, "--key-env", "TEST_SOURCE_KEY");
    expect([source.keySecret, source.keyField, key]).toEqual([undefined, undefined, SECRET]);
    const headers = await fileOf("headers.json", { url: ADDRESS, secretHeaders: "mine" });
    expect(refusalOf("--config", headers)).toMatch(/secretHeaders is a secret of AWS/);
    expect(optionsOf("--config", headers, "--header-env", "Cookie=TEST_SOURCE_KEY").source.headers).toEqual({
      cookie: SECRET,
    });
    const tls = await fileOf("tls.json", { url: ADDRESS, tlsSecret: "mine" });
    expect(refusalOf("--config", tls)).toMatch(/tlsSecret is a secret of AWS.*--ca-file/);
    const ca = new URL("../fixtures/tls/ca.pem", import.meta.url).pathname;
    expect(optionsOf("--config", tls, "--ca-file", ca).source.tls).toEqual({ caFile: ca });
    const text = await fileOf("text.json", { url: ADDRESS, tls: { ca: "none" } });
    expect(optionsOf("--config", text, "--ca-file", ca).source.tls).toEqual({ caFile: ca });
    const named = { keyEnv: "TEST_SOURCE_KEY", headersEnv: { Cookie: "TEST_SOURCE_KEY" } };
    const both = await fileOf("both.json", { url: ADDRESS, keySecret: "a", secretHeaders: "b", ...named });
    expect(optionsOf("--config", both)).toMatchObject({
      key: SECRET,
      source: { headers: { cookie: SECRET } },
    });
  });
});

describe("a wrong value for a source", () => {
  it.each([
    [["--url", ADDRESS, "--format", "xml"], /^--format is "xml": allowed are chunks, lines, ndjson, sse/],
    [
      ["--url", ADDRESS, "--format", "ndjson", "--resume", "query:since"],
      /^--resume is set but --event-id is not/,
    ],
    [["--url", ADDRESS, "--event-id", "id"], /^--event-id is "id": it must be/],
    [["--url", ADDRESS, "--event-id", "/id", "--resume", "cookie:a"], /^--resume is "cookie:a": it must be/],
    [
      ["--url", ADDRESS, "--format", "ndjson", "--event-key", "id"],
      /^--event-key is id but --event-id is not/,
    ],
    [["--url", ADDRESS, "--method", "GE T"], /^--method: /],
    [["--url", ADDRESS, "--accept-encoding", "lzma"], /^--accept-encoding: /],
    [["--url", ADDRESS, "--ca-file", "/nowhere"], /^--ca-file is "\/nowhere": it must be a file .*ENOENT/],
    [["--url", ADDRESS, "--control", '{"text":"a","action":"drop"}'], /^--control: .*drop/],
    [["--url", ADDRESS, "--control", "ping"], /a rule as a JSON object/],
    [["--url", ADDRESS, "--query", SECRET], /^a --query is not name=value/],
    [["--url", ADDRESS, "--http2", "h3"], /true, false, prior-knowledge/],
    [["--method", "POST"], /^--method is given without --url or --config/],
    [["--tls-key-file", "key.pem"], /^--tls-key-file is given without --url or --config/],
    [["--source", "a"], /^--source a is given without --config/],
    [["--config", "/nowhere.json"], /^--config \/nowhere\.json cannot be read: ENOENT/],
  ])(
    "%j is refused in one line before anything starts, by the name that it was given by",
    (argv, pattern) => {
      const refusal = refusalOf(...argv);
      expect(refusal).toMatch(pattern);
      expect(refusal).toMatch(/^[^\n]+$/);
      expect(refusal).not.toContain(SECRET);
    },
  );

  it.each([
    [{}, /source\.baseUrl is missing/],
    [{ url: ADDRESS, formats: "sse" }, /source\.formats is unknown: source has baseUrl, .*format/],
    [
      { url: ADDRESS, format: "xml", resume: "query:since" },
      /format is "xml".*; resume is set but eventId is not/,
    ],
    [
      { url: ADDRESS, eventTimeoutSeconds: "soon" },
      /source\.eventTimeoutSeconds is "soon": it must be a number/,
    ],
    [[], /it must be an object/],
  ])("%j in a file is refused in one line, by the name of its field", async (content, pattern) => {
    const path = await fileOf("wrong.json", content);
    const refusal = refusalOf("--config", path);
    expect(refusal).toMatch(pattern);
    expect(refusal).toMatch(/^--config [^\n]+$/);
  });

  it("is none that many streams share", async () => {
    const body = { url: ADDRESS, method: "POST", body: { stream: "{streamId}" } };
    expect(optionsOf("--streams", "2", "--config", await fileOf("body.json", body)).fleet).toMatchObject({
      streams: 2,
    });
    const base = await fileOf("base.json", { baseUrl: "https://example.com" });
    expect(optionsOf("--streams", "2", "--config", base).fleet).toMatchObject({ streams: 2 });
  });
});
