import { configFromEnvironment } from "@unbounded-streams/connection-manager";
import { Duration, Size, Stack } from "aws-cdk-lib";
import { describe, expect, it } from "vitest";
import { propProblems } from "../../src/checks/check-props.ts";
import { type FunctionResources, functionEnvironment } from "../../src/function/function-environment.ts";
import type { SourceProps, UnboundedStreamsProps } from "../../src/index.ts";
import { MAX_CARRIERS, MAX_PACK_DELAY_MS, STREAMS_PER_FUNCTION } from "../../src/limits.ts";
import { resolveProps } from "../../src/props/resolve-props.ts";
import { SOURCE, templates } from "../support/stacks.ts";

const RESOURCES: FunctionResources = {
  eventsTable: "events",
  streamsTable: "streams",
  deadLetterBucket: "dead-letters",
  serviceName: "service",
};

const READ_BY_THE_C_LIBRARY = "MALLOC_ARENA_MAX";

describe("the function's environment", () => {
  const environment = (props: UnboundedStreamsProps) => functionEnvironment(resolveProps(props), RESOURCES);

  it("says to the function what the props say", () => {
    const config = configFromEnvironment(
      environment({
        source: {
          baseUrl: "https://example.com/feed?id={streamId}",
          format: "ndjson",
          endSignals: ["status:410", "json:/type=end"],
          eventId: "/meta/id",
          resume: "query:since=after-{id}",
          resumeStart: "0",
          connectionMode: "single",
          headers: { "x-tenant": "a" },
          idleTimeout: Duration.seconds(30),
          connectTimeout: Duration.seconds(5),
          maxFrame: Size.kibibytes(3),
          maxReconnectDelay: Duration.seconds(4),
        },
        lifetime: Duration.seconds(60),
        handoverLead: Duration.seconds(10),
      }),
    );
    expect(config).toMatchObject({
      location: { url: "https://example.com/feed?id={streamId}" },
      keySource: undefined,
      headers: { "x-tenant": "a" },
      endSignals: [
        { kind: "status", status: 410 },
        { kind: "json", pointer: "/type", value: "end" },
      ],
      tableName: "events",
      idleTimeoutMs: 30_000,
      connectTimeoutMs: 5_000,
      maxFrameBytes: 3_072,
      eventId: { in: "json", pointer: ["meta", "id"] },
      resume: { in: "query", name: "since", template: "after-{id}" },
      resumeStart: "0",
      relay: {
        streamsTable: "streams",
        lifetimeMs: 60_000,
        handoverLeadMs: 10_000,
        connectionMode: "single",
        maxReconnectDelayMs: 4_000,
      },
    });
  });

  it("says to the sink what the props say", () => {
    const config = configFromEnvironment(
      environment({
        source: SOURCE,
        eventsTtl: Duration.days(1),
        writeMode: "put",
        eventKey: ["/a", "/b"],
        shards: 3,
        compress: "auto",
        perStreamMetrics: true,
      }),
    );
    expect(config).toMatchObject({
      expiresInSeconds: 86_400,
      writeMode: "put",
      eventKey: { fields: ["/a", "/b"] },
      shards: 3,
      compress: "auto",
      deadLetters: { kind: "s3", bucket: "dead-letters", prefix: "dead-letters/" },
      serviceName: "service",
      metrics: { namespace: "UnboundedStreams", perStream: true },
    });
  });

  it("says to the sink where the table has its events", () => {
    const eventsLayout = {
      keys: { partition: "deviceId", sort: "eventTime" },
      partitionPrefix: "STREAM#",
      attributes: { entity: { S: "event" } },
    };
    expect(configFromEnvironment(environment({ source: SOURCE, eventsLayout }))).toMatchObject(eventsLayout);
  });

  it("says to the sink how long packed events wait", () => {
    const packed = { source: SOURCE, writeMode: "packed", packDelay: Duration.seconds(5) } as const;
    expect(configFromEnvironment(environment(packed))).toMatchObject({
      writeMode: "packed",
      packDelayMs: 5_000,
    });
    const longest = environment({ ...packed, packDelay: Duration.millis(MAX_PACK_DELAY_MS) });
    expect(isRefused(() => configFromEnvironment(longest))).toBe(false);
    const longer = { ...longest, PACK_DELAY_MS: String(MAX_PACK_DELAY_MS + 1) };
    expect(isRefused(() => configFromEnvironment(longer))).toBe(true);
  });

  it("says to a carrier what the props say of the fleet, and of none when there is none", () => {
    const { fleet } = configFromEnvironment(
      environment({ source: SOURCE, streamsPerFunction: 20, maxCarriers: 3 }),
    );
    expect(fleet).toMatchObject({ fleet: "default", capacity: 20, maxCarriers: 3 });
    expect(configFromEnvironment(environment({ source: SOURCE })).fleet).toBeUndefined();
  });

  it("may say as much of a fleet as the function bears, and no more", () => {
    const most = environment({
      source: SOURCE,
      streamsPerFunction: STREAMS_PER_FUNCTION.most,
      maxCarriers: MAX_CARRIERS.most,
    });
    expect(isRefused(() => configFromEnvironment(most))).toBe(false);
    for (const [name, value] of [
      ["STREAMS_PER_FUNCTION", STREAMS_PER_FUNCTION.most + 1],
      ["MAX_CARRIERS", MAX_CARRIERS.most + 1],
    ]) {
      expect(isRefused(() => configFromEnvironment({ ...most, [String(name)]: String(value) }))).toBe(true);
    }
  });

  it.each(Object.entries(templates))("has no variable that the function does not read: %s", (_, template) => {
    const functions = Object.entries(template().findResources("AWS::Lambda::Function"));
    const own = functions.filter(([id]) => /^StreamsFunction[0-9A-F]{8}$/.test(id));
    expect(own).toHaveLength(1);
    const given = Object.keys(own[0]?.[1].Properties.Environment.Variables);
    const read = variablesRead();
    expect(given.filter((name) => !read.has(name) && name !== READ_BY_THE_C_LIBRARY)).toEqual([]);
  });

  it("puts the path between the base URL and the id", () => {
    const { location } = configFromEnvironment(
      environment({ source: { baseUrl: "https://a.b", path: "/c/d" } }),
    );
    expect(location).toEqual({ uri: "https://a.b", path: "/c/d" });
  });

  const SOURCES: Partial<SourceProps>[] = [
    {
      endSignals: [
        "status:204",
        "status:599",
        "data:",
        "data:a\nb",
        "event:e",
        "json:/a=1",
        "json:=1",
        "json:/a=b=c",
      ],
    },
    { endSignals: ["status:199"] },
    { endSignals: ["status:600"] },
    { endSignals: ["event:"] },
    { endSignals: ["json:a=1"] },
    { endSignals: ["json:/a"] },
    { endSignals: ["nothing"] },
    { eventId: "/a~1b/~0" },
    { eventId: "/a~2" },
    { eventId: "/" },
    { eventId: "a" },
    { resume: "none" },
    { resume: "header:X-Since" },
    { resume: "header:X-Since={id}!" },
    { resume: "header:X-Since=" },
    { resume: "header:X Since" },
    { resume: "query:since=\n{id}" },
    { format: "lines", resume: "query:since" },
    { format: "lines", resume: "query:since", eventId: "/id" },
    { format: "lines", resume: "none" },
    { baseUrl: "https://example.com/{streamId}?a=b", path: undefined },
    { baseUrl: "https://example.com/?a=b" },
    { baseUrl: "HTTPS://EXAMPLE.COM" },
    { baseUrl: "https://user@example.com" },
    { path: "a/./b" },
    { path: "a b/ü" },
    { resumeStart: "0" },
    { resumeStart: "é".repeat(512) },
    { resumeStart: "é".repeat(513) },
    { resumeStart: "a\n" },
    { resumeStart: "\ud800" },
    { format: "json-sequence" },
    { format: "concatenated-json" },
    { format: "length-delimited:varint" },
    { format: "length-delimited:uint32be" },
    { format: "length-delimited:uint32le" },
    { format: "length-delimited" as never },
    { headers: { "x-a": "é\t" } },
    { headers: { "x-a": "日本" } },
    { headers: { "x:a": "b" } },
  ];

  it.each(SOURCES)("is refused at synthesis exactly when the function would refuse it: %j", (source) => {
    const props = { source: { ...SOURCE, ...source } };
    const refusedHere = propProblems(new Stack(), props).length > 0;
    expect(refusedHere).toBe(isRefused(() => configFromEnvironment(environment(props))));
  });
});

/** The variables that the function reads, when it is one of a relay. */
function variablesRead(): Set<string> {
  const read = new Set<string>();
  for (const SOURCES of ["", '{"a":{}}']) {
    const given: Record<string, string> = { STREAMS_TABLE: "streams", SOURCES };
    const environment = new Proxy(given, {
      get(target, name) {
        read.add(String(name));
        return target[String(name)];
      },
    });
    expect(isRefused(() => configFromEnvironment(environment))).toBe(true);
  }
  return read;
}

function isRefused(action: () => unknown): boolean {
  try {
    action();
    return false;
  } catch (error) {
    if ((error as { code?: string }).code === "CONFIGURATION_INVALID") return true;
    throw error;
  }
}
