import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { SourceDefinition } from "../../src/source-definition/source-definition.ts";
import { SOURCE_VARIABLES, sourceEnvironment } from "../../src/source-definition/source-environment.ts";

test("a definition that says little sets few variables", () => {
  expect(sourceEnvironment({ baseUrl: "https://example.com" })).toEqual({
    STREAM_URI: "https://example.com",
  });
});

test("an address with the id's place in it is a whole URL", () => {
  const baseUrl = "https://example.com/feed?id={streamId}";
  expect(sourceEnvironment({ baseUrl })).toEqual({ STREAM_URL: baseUrl });
});

test("a URL that nothing is put behind is a whole one, too", () => {
  const url = "http://127.0.0.1:2379/v3/watch";
  expect(sourceEnvironment({ url })).toEqual({ STREAM_URL: url });
});

test("text of a body goes out as it is, anything else as JSON", () => {
  const body = { create_request: { key: "YQ==" } };
  expect(sourceEnvironment({ baseUrl: "http://a", body })).toMatchObject({
    STREAM_BODY: JSON.stringify(body),
  });
  expect(sourceEnvironment({ baseUrl: "http://a", body: "a=b" })).toMatchObject({ STREAM_BODY: "a=b" });
});

test("a rule, or several, go out as JSON; the text of one as it is", () => {
  const rule = { in: "body", pointer: "/from", template: "{id+1}", as: "json" };
  const resumeOf = (resume: SourceDefinition["resume"]) =>
    sourceEnvironment({ baseUrl: "http://a", ...(resume && { resume }) }).RESUME;
  expect(resumeOf("query:since")).toBe("query:since");
  expect(resumeOf(rule)).toBe(JSON.stringify([rule]));
  expect(resumeOf(["query:since", rule])).toBe(JSON.stringify(["query:since", rule]));
});

test("durations are seconds in a definition and milliseconds in a variable", () => {
  expect(
    sourceEnvironment({ baseUrl: "http://a", idleTimeoutSeconds: 1.1, headersTimeoutSeconds: 0 }),
  ).toMatchObject({
    IDLE_TIMEOUT_MS: "1100",
    HEADERS_TIMEOUT_MS: "0",
  });
});

test("every field has its variable", () => {
  const whole: Required<SourceDefinition> = {
    baseUrl: "https://example.com",
    path: "v1",
    url: "https://example.com",
    method: "POST",
    body: "a",
    query: { a: 1 },
    headers: { a: ["b", "c"] },
    messages: ["a"],
    protocols: ["a"],
    socketPath: "/run/a.sock",
    http2: "prior-knowledge",
    acceptEncoding: ["gzip", "br"],
    contentTypes: ["text/plain"],
    tls: { ca: "a", caFile: "b", certFile: "c", keyFile: "d", servername: "e" },
    tlsSecret: "a",
    format: "sse",
    endSignals: ["status:410"],
    controlFrames: [{ event: "a", action: "ignore" }],
    eventId: { a: "/a" },
    eventKey: ["/a"],
    resume: "none",
    resumeStart: "0",
    whenResuming: { body: null },
    handshake: [{ method: "POST" }],
    keepHeaders: ["a", "b"],
    connectionMode: "single",
    keySecret: "a",
    keyField: "a",
    keyScheme: "Basic",
    secretHeaders: "a",
    idleTimeoutSeconds: 1,
    eventTimeoutSeconds: 1,
    connectTimeoutSeconds: 1,
    headersTimeoutSeconds: 1,
    maxFrameBytes: 1,
    maxCursorBytes: 1,
    followPolicy: {},
    endOnClose: true,
    cookies: true,
    allowPrivateRedirects: ["a", "b"],
    maxReconnectDelaySeconds: 1,
    onInvalid: "fail",
  };
  const set = Object.keys(sourceEnvironment(whole));
  expect([...set, "STREAM_KEY"].sort()).toEqual([...SOURCE_VARIABLES].sort());
});

test("the README says what each variable means", async () => {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  for (const name of SOURCE_VARIABLES) expect(readme, name).toContain(`\`${name}\``);
});
