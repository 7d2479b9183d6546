import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { configFromEnvironment } from "@unbounded-streams/connection-manager";
import { Lazy, Token } from "aws-cdk-lib";
import { describe, expect, it } from "vitest";
import { propProblems } from "../src/checks/check-props.ts";
import type { SourceProps, UnboundedStreamsProps } from "../src/index.ts";
import { build, buildNamed, SOURCE, templates, WATCH } from "./support/stacks.ts";

const TABLES = { EVENTS_TABLE: "events", STREAMS_TABLE: "streams" };

function problemsOf(props: UnboundedStreamsProps): string[] {
  const { stack } = build({ source: SOURCE });
  return propProblems(stack, props);
}

/** The function's own variables, as the template has them. */
function variablesOf(template: ReturnType<(typeof templates)["named"]>): Record<string, string> {
  const functions = Object.entries(template.findResources("AWS::Lambda::Function"));
  const [, own] = functions.find(([id]) => /^StreamsFunction[0-9A-F]{8}$/.test(id)) ?? [];
  return own?.Properties.Environment.Variables;
}

describe("named sources", () => {
  it("stand in a file beside the handler, which reads them as the props say", () => {
    const { app } = buildNamed();
    const { directory } = app.synth();
    const environment = variablesOf(templates.named());
    expect(environment).toMatchObject({ SOURCES_FILE: "sources.json" });
    const [file = ""] = globSync(join(directory, "asset.*/sources.json"));
    const text = readFileSync(file, "utf8");
    expect(text).not.toMatch(/secretsmanager/);
    const config = configFromEnvironment({
      ...TABLES,
      SOURCES_FILE: file,
      SOURCE_SECRETS: environment.SOURCE_SECRETS,
    });
    expect(config.sources?.get("news")).toMatchObject({
      location: { uri: "https://example.com", path: "events" },
      keySource: { secretArn: expect.stringMatching(/source-key-AbCdEf$/) },
      secretHeadersArn: expect.stringMatching(/news-headers-AbCdEf$/),
    });
    expect(config.sources?.get("watch")).toMatchObject({
      location: { url: WATCH.url },
      body: JSON.stringify(WATCH.body),
      eventKey: { field: WATCH.eventKey },
      onInvalid: "fail",
      resume: { in: "body", as: "json", template: "{id+1}" },
      control: WATCH.controlFrames,
      keySource: undefined,
    });
  });

  it("leave the handler of an only source as it is", () => {
    expect(variablesOf(templates.defaults())).not.toHaveProperty("SOURCES_FILE");
  });

  it("have each of their secrets read, and no other", () => {
    const policies = Object.values(templates.named().findResources("AWS::IAM::Policy"));
    const statements = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    const ofSecrets = statements.filter(({ Action }) =>
      [Action].flat().includes("secretsmanager:GetSecretValue"),
    );
    expect(ofSecrets.map(({ Action }) => Action)).toEqual(
      ofSecrets.map(() => "secretsmanager:GetSecretValue"),
    );
    const resources = JSON.stringify(ofSecrets.flatMap(({ Resource }) => [Resource].flat()));
    expect(resources).toMatch(/source-key-AbCdEf/);
    expect(resources).toMatch(/news-headers-AbCdEf/);
    expect(resources).toMatch(/news-tls-AbCdEf/);
    expect(ofSecrets.flatMap(({ Resource }) => [Resource].flat())).toHaveLength(3);
  });

  it.each<[string, UnboundedStreamsProps, RegExp]>([
    ["beside an only one", { source: SOURCE, sources: { a: SOURCE } }, /^source and sources are both given/],
    ["none", { sources: {} }, /^sources is empty/],
    ["without a usable name", { sources: { "a b": SOURCE } }, /^sources has "a b": a name must be/],
    [
      "of a format that is none",
      { sources: { news: { ...SOURCE, format: "xml" as never } } },
      /^sources\.news\.format is "xml"/,
    ],
    [
      "with a value of the deployment's",
      { sources: { news: { baseUrl: Lazy.string({ produce: () => "https://example.com" }) } } },
      /^sources\.news has a value that is only known at deployment/,
    ],
    [
      "keyed by ids that one does not have",
      { sources: { news: SOURCE, plain: { baseUrl: "https://example.com" } }, eventKey: "id" },
      /^eventKey is id but sources\.plain\.eventId is not given/,
    ],
  ])("%s are refused", (_, props, expected) => {
    expect(problemsOf(props)).toEqual([expect.stringMatching(expected)]);
  });
});

describe("a source's request", () => {
  it.each<[string, SourceProps]>([
    ["a URL that nothing is put behind", WATCH],
    [
      "a WebSocket",
      { url: "wss://a.example/{streamId}", messages: [{ subscribe: "{streamId}" }], protocols: ["v1"] },
    ],
    [
      "a session",
      {
        ...SOURCE,
        handshake: [{ method: "POST", body: {} }],
        keepHeaders: ["Mcp-Session-Id"],
        whenResuming: { method: "GET", body: null },
      },
    ],
    [
      "a transport",
      {
        ...SOURCE,
        socketPath: "/run/a.sock",
        http2: "prior-knowledge",
        acceptEncoding: ["gzip"],
        contentTypes: ["any"],
      },
    ],
    [
      "an id of parts",
      {
        ...SOURCE,
        eventId: { epoch: "/e", offset: ["/o", "sse"] },
        resume: ["query:e={epoch}", "query:o={offset}"],
      },
    ],
    [
      "events that are elements of records",
      { ...SOURCE, format: "ndjson:/result/events,/pub", eventId: "/id" },
    ],
    ["a body whose type is said", { ...SOURCE, body: {}, headers: { "content-type": "application/json" } }],
    ["a token in a header", { ...SOURCE, headers: { a: Token.asString({ Ref: "A" }), b: ["c", "d"] } }],
  ])("may be %s", (_, source) => {
    expect(problemsOf({ source })).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    [
      "a URL beside another",
      { url: "https://a.example", path: undefined },
      /^source\.url and source\.baseUrl are both given/,
    ],
    ["a method that is none", { method: "A B" }, /^source\.method is "A B"/],
    ["an unknown coding", { acceptEncoding: ["lzma"] }, /^source\.acceptEncoding is "lzma"/],
    ["no content type at all", { contentTypes: [] }, /^source\.contentTypes is empty/],
    ["a protocol with a comma", { protocols: ["a,b"] }, /^source\.protocols has "a,b"/],
    ["a header to keep with a space", { keepHeaders: ["a b"] }, /^source\.keepHeaders has "a b"/],
    ["HTTP/3", { http2: 3 }, /^source\.http2 is "3"/],
    ["an authority that is no PEM", { tls: { ca: "s3cret" } }, /^source\.tls\.ca is not PEM/],
    [
      "half a certificate",
      { tls: { certFile: "/a" } },
      /^source\.tls\.certFile and source\.tls\.keyFile go together/,
    ],
    [
      "a control frame without a condition",
      { controlFrames: [{ action: "end" }] },
      /^source\.controlFrames is refused: .*no condition/,
    ],
    ["a rule for a part that is none", { resume: "query:a={epoch}" }, /^source\.resume is refused: .*epoch/],
    ["no rule at all", { resume: [] }, /^source\.resume is empty/],
    ["a handshake of its own kind", { handshake: [{ path: "/a" }] }, /^source\.handshake has "path"/],
    [
      "a header that no request can have",
      { whenResuming: { headers: { expect: "s3cret" } } },
      /^source\.whenResuming is refused: .*expect/,
    ],
    ["a key of nothing", { eventKey: [] }, /^source\.eventKey is \[\]/],
    ["a rule for what is invalid", { onInvalid: "drop" }, /^source\.onInvalid is "drop"/],
  ])("may not be %s", (_, changes, expected) => {
    const problems = problemsOf({ source: { ...SOURCE, ...changes } });
    expect(problems).toEqual([expect.stringMatching(expected)]);
    expect(problems[0]).not.toContain("s3cret");
  });
});
