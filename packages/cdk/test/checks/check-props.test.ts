import { INDEXES } from "@unbounded-streams/stream-lease/attributes";
import { App, Duration, Lazy, Size, Stack } from "aws-cdk-lib";
import { Annotations, Match } from "aws-cdk-lib/assertions";
import { AttributeType, type ITable, Table, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Topic } from "aws-cdk-lib/aws-sns";
import { describe, expect, it } from "vitest";
import { InvalidPropsError, UnboundedStreams, type UnboundedStreamsProps } from "../../src/index.ts";
import { MAX_KEY_FIELDS, MAX_PACK_DELAY_MS, MAX_SHARDS } from "../../src/limits.ts";
import { build, SOURCE } from "../support/stacks.ts";

/** The problems that the construct names. */
function problemsOf(props: unknown): readonly string[] {
  try {
    new UnboundedStreams(new Stack(new App(), "Test"), "Streams", props as UnboundedStreamsProps);
    return [];
  } catch (error) {
    if (error instanceof InvalidPropsError) return error.problems;
    throw error;
  }
}

const onSource = (source: object) => ({ source: { ...SOURCE, ...source } });
const onAll = (props: object) => ({ source: SOURCE, ...props });
const scope = new Stack(new App(), "Scope");
const table = new Table(scope, "Table", { partitionKey: { name: "PK", type: AttributeType.STRING } });
const text = (name: string) => ({ name, type: AttributeType.STRING });
const events = new Table(scope, "Events", { partitionKey: text("PK"), sortKey: text("SK") });
const numbered = new Table(scope, "Numbered", {
  partitionKey: text("deviceId"),
  sortKey: { name: "eventTime", type: AttributeType.NUMBER },
});
const topic = new Topic(scope, "Topic");
const key = Secret.fromSecretNameV2(scope, "Key", "key");

describe("props that cannot be used are named", () => {
  it.each<[string, unknown, RegExp]>([
    ["no source", {}, /^source is missing/],
    ["no base URL", { source: {} }, /^source.baseUrl is missing/],
    ["a base URL that is none", onSource({ baseUrl: "example" }), /^source.baseUrl is not a URL/],
    ["another protocol", onSource({ baseUrl: "ftp://a" }), /^source.baseUrl has the protocol ftp: /],
    ["credentials in the URL", onSource({ baseUrl: "https://a:b@c" }), /^source.baseUrl holds a user name/],
    ["a query without the id", onSource({ baseUrl: "https://a?b" }), /^source.baseUrl has a query/],
    ["a path out of the path", onSource({ path: "a/../b" }), /^source.path is "a\/..\/b"/],
    [
      "a path beside a whole URL",
      onSource({ baseUrl: "https://a/{streamId}" }),
      /^source.path is given, but/,
    ],
    [
      "an unknown format",
      onSource({ format: "xml" }),
      /^source.format is "xml": allowed are chunks, lines, ndjson, sse, json-sequence, /,
    ],
    [
      "places of events that are no JSON Pointers",
      onSource({ format: "ndjson:/a~2" }),
      /^source.format is "ndjson:\/a~2": allowed are chunks, /,
    ],
    ["an end signal that is none", onSource({ endSignals: ["done"] }), /^source.endSignals has "done"/],
    [
      "a status that ends nothing",
      onSource({ endSignals: ["status:100"] }),
      /^source.endSignals has "status:100"/,
    ],
    ["an event id that is no pointer", onSource({ eventId: "id" }), /^source.eventId is "id"/],
    [
      "resuming without ids",
      onSource({ format: "lines", resume: "query:since" }),
      /^source.resume is given but source.eventId/,
    ],
    ["a resume rule that is none", onSource({ resume: "cookie:a" }), /^source.resume is "cookie:a"/],
    [
      "a resume template without the id",
      onSource({ resume: "query:since=1" }),
      /^source.resume is "query:since=1"/,
    ],
    ["an unknown connection mode", onSource({ connectionMode: "both" }), /^source.connectionMode is "both"/],
    ["no headers at all", onSource({ headers: {} }), /^source.headers is empty/],
    [
      "a header's name that is none",
      onSource({ headers: { "a b": "c" } }),
      /^source.headers is refused: .*"a b"/,
    ],
    [
      "a header with a line end",
      onSource({ headers: { a: "b\nc" } }),
      /^source.headers is refused: the value of the header a is not/,
    ],
    [
      "no time to connect",
      onSource({ connectTimeout: Duration.millis(0) }),
      /^source.connectTimeout is 0 ms/,
    ],
    [
      "a key's field without a key",
      onSource({ keyField: "token" }),
      /^source.keyField is given but source.key is not/,
    ],
    [
      "a key's scheme without a key",
      onSource({ keyScheme: "Basic" }),
      /^source.keyScheme is given but source.key/,
    ],
    ["a key's field of no name", onSource({ key, keyField: "" }), /^source.keyField is empty/],
    [
      "an unknown scheme",
      onSource({ key, keyScheme: "Digest" }),
      /^source.keyScheme is "Digest": it must be Bearer, /,
    ],
    [
      "a header that is the connection's",
      onSource({ key, keyScheme: "header:Content-Length" }),
      /^source.keyScheme: the header content-length /,
    ],
    ["a header of no name", onSource({ key, keyScheme: "header:" }), /^source.keyScheme is "header:"/],
    [
      "a header that no request may have",
      onSource({ headers: { Expect: "1" } }),
      /^source.headers is refused: .*Expect/i,
    ],
    [
      "a header of the connection",
      onSource({ headers: { TE: "trailers" } }),
      /^source.headers is refused: .*TE/i,
    ],
    [
      "a timer that Node has not got",
      onSource({ eventTimeout: Duration.days(25) }),
      /^source.eventTimeout is 2160000000 ms/,
    ],
    [
      "an unknown rule of the policy",
      onSource({ followPolicy: { goneAfter: 1 } }),
      /^source.followPolicy is refused: .*goneAfter/,
    ],
    ["ids of nothing", onSource({ maxCursorBytes: 0 }), /^source.maxCursorBytes is 0: .*1 to 32768/],
    [
      "a start that is longer than ids may be",
      onSource({ maxCursorBytes: 2, resumeStart: "123" }),
      /^source.resumeStart is "123": it must be 1 to 2 bytes/,
    ],
    ["a policy that is none", onSource({ followPolicy: [] }), /^source.followPolicy is refused: /],
    [
      "a host that is none",
      onSource({ allowPrivateRedirects: ["http://a"] }),
      /^source.allowPrivateRedirects has "http:\/\/a"/,
    ],
    [
      "an unknown rule for what is invalid",
      onAll({ onInvalid: "drop" }),
      /^onInvalid is "drop": allowed are dead-letter, fail/,
    ],
    [
      "one invocation at a time, so that none could take over",
      onAll({ reservedConcurrentExecutions: 1 }),
      /^reservedConcurrentExecutions is 1: .*2 to /,
    ],
    [
      "a quota of keys that nobody asks for",
      onAll({ api: { quotaPerDay: 5 } }),
      /^api.quotaPerDay is given, but a quota is one of API keys/,
    ],
    [
      "a quota of nothing",
      onAll({ api: { authorization: "api-key", quotaPerDay: 0 } }),
      /^api.quotaPerDay is 0: .*1 to /,
    ],
    ["no streams at all", onAll({ streamsPerFunction: 0 }), /^streamsPerFunction is 0: .*1 to 500/],
    ["half a stream", onAll({ streamsPerFunction: 1.5 }), /^streamsPerFunction is 1.5/],
    ["too many streams", onAll({ streamsPerFunction: 501 }), /^streamsPerFunction is 501/],
    ["no carriers", onAll({ streamsPerFunction: 2, maxCarriers: 0 }), /^maxCarriers is 0: .*1 to 1000/],
    [
      "carriers of single streams",
      onAll({ maxCarriers: 3 }),
      /^maxCarriers is given, but there are no carriers: set streamsPerFunction to more than 1/,
    ],
    [
      "an alarm for waits without a fleet",
      onAll({ streamsPerFunction: 1, alarms: { waitingFor: Duration.minutes(2) } }),
      /^alarms.waitingFor is given, but there are no carriers/,
    ],
    [
      "an alarm for the bound of a fleet without one",
      onAll({ alarms: { carriersAtCap: true } }),
      /^alarms.carriersAtCap is given, but there are no carriers/,
    ],
    [
      "an alarm on no wait",
      onAll({ streamsPerFunction: 2, alarms: { waitingFor: Duration.millis(0) } }),
      /^alarms.waitingFor is 0 ms/,
    ],
    [
      "fewer invocations than carriers need",
      onAll({ streamsPerFunction: 2, maxCarriers: 3, reservedConcurrentExecutions: 5 }),
      /^reservedConcurrentExecutions is 5, but 3 carriers are 6 invocations .*lower maxCarriers$/,
    ],
    [
      "a fleet prepared and made at once, which DynamoDB would refuse",
      onAll({ streamsPerFunction: 2, prepareFleet: true }),
      /^prepareFleet is given with streamsPerFunction over 1/,
    ],
    [
      "a table that exists, to be prepared",
      onAll({ existingStreamsTable: table, prepareFleet: true }),
      /^prepareFleet is given, but existingStreamsTable is taken as it is/,
    ],
    ["frames of nothing", onSource({ maxFrame: Size.bytes(0) }), /^source.maxFrame is 0 bytes/],
    [
      "a lifetime over Lambda's",
      onAll({ lifetime: Duration.minutes(16) }),
      /^lifetime is 960000 ms: .*2 to 900/,
    ],
    ["a lifetime of a second", onAll({ lifetime: Duration.seconds(1) }), /^lifetime is 1000 ms/],
    [
      "half a second",
      onAll({ lifetime: Duration.millis(2_500) }),
      /^lifetime is 2500 ms: it must be whole seconds/,
    ],
    [
      "a lead as long as the lifetime",
      onAll({ lifetime: Duration.seconds(60), handoverLead: Duration.seconds(60) }),
      /^handoverLead is 60000 ms: .*1 to 59, less than the lifetime/,
    ],
    ["too little memory", onAll({ memorySize: 64 }), /^memorySize is 64: .*128 to 10240/],
    ["memory that is no number", onAll({ memorySize: Number.NaN }), /^memorySize is null/],
    ["no turns", onAll({ maxTurns: 0 }), /^maxTurns is 0/],
    ["a TTL of nothing", onAll({ eventsTtl: Duration.seconds(0) }), /^eventsTtl is 0 ms/],
    [
      "dead letters kept for hours",
      onAll({ deadLetterRetention: Duration.hours(5) }),
      /^deadLetterRetention is 18000000 ms: it must be whole days/,
    ],
    ["an unknown write mode", onAll({ writeMode: "fast" }), /^writeMode is "fast"/],
    ["an event key that is none", onAll({ eventKey: "md5" }), /^eventKey is "md5": it must be sha1, id/],
    ["an event key of no fields", onAll({ eventKey: [] }), /^eventKey is \[\]/],
    [
      "an event key of too many fields",
      onAll({ eventKey: Array.from({ length: MAX_KEY_FIELDS + 1 }, () => "/a") }),
      /or 1 to 16 of them$/,
    ],
    [
      "ids as keys that are nowhere",
      { source: { ...SOURCE, format: "lines" }, eventKey: "id" },
      /^eventKey is id but source.eventId is not given/,
    ],
    ["no shards", onAll({ shards: 0 }), /^shards is 0: .*1 to 100/],
    ["too many shards", onAll({ shards: MAX_SHARDS + 1 }), /^shards is 101/],
    [
      "a delay of events that are not packed",
      onAll({ packDelay: Duration.seconds(1) }),
      /^packDelay is given but writeMode is auto: only packed events wait/,
    ],
    [
      "no delay of packed events",
      onAll({ writeMode: "packed", packDelay: Duration.millis(0) }),
      /^packDelay is 0 ms: it must be whole milliseconds, 1 to 60000/,
    ],
    [
      "too long a delay of packed events",
      onAll({ writeMode: "packed", packDelay: Duration.millis(MAX_PACK_DELAY_MS + 1) }),
      /^packDelay is 60001 ms/,
    ],
    [
      "an index by time of packed events",
      onAll({ writeMode: "packed", readInOrder: true }),
      /^readInOrder is true but writeMode is packed/,
    ],
    [
      "an index by time of a table that exists",
      onAll({ readInOrder: true, existingEventsTable: events }),
      /^readInOrder is true but existingEventsTable is given.* the index receivedAt-index \(partition key PK/,
    ],
    ["an unknown compression", onAll({ compress: "brotli" }), /^compress is "brotli"/],
    ["a service name that is no dimension", onAll({ serviceName: "a b" }), /^serviceName is "a b"/],
    [
      "an open API",
      onAll({ api: { authorization: "none" } }),
      /^api.authorization is "none": allowed are iam, api-key, iam-and-api-key/,
    ],
    ["no requests per second", onAll({ api: { rateLimit: 0 } }), /^api.rateLimit is 0/],
    ["half a burst", onAll({ api: { burstLimit: 0.5 } }), /^api.burstLimit is 0.5/],
    ["a stage with a slash", onAll({ api: { stageName: "a/b" } }), /^api.stageName is "a\/b"/],
    ["an alarm on nothing", onAll({ alarms: { deadLetters: 0 } }), /^alarms.deadLetters is 0/],
    [
      "an alarm in seconds",
      onAll({ alarms: { noEventFor: Duration.seconds(90) } }),
      /^alarms.noEventFor is 90000 ms: it must be whole minutes/,
    ],
    [
      "an alarm after two days",
      onAll({ alarms: { noEventFor: Duration.days(2) } }),
      /^alarms.noEventFor is 172800000 ms/,
    ],
    [
      "a topic for no alarms",
      onAll({ alarms: false, onFailure: topic }),
      /^onFailure is given, but alarms is false/,
    ],
    [
      "two tables for events",
      onAll({ existingEventsTable: events, eventsTableProps: {} }),
      /^existingEventsTable and eventsTableProps are both given/,
    ],
    [
      "a table for events without a sort key",
      onAll({ existingEventsTable: table }),
      /^existingEventsTable has the keys PK \(S\), but events need PK \(S\), SK \(S\): name its keys in eventsLayout.keys/,
    ],
    [
      "a table for events whose sort key is a number",
      onAll({
        existingEventsTable: numbered,
        eventsLayout: { keys: { partition: "deviceId", sort: "eventTime" } },
      }),
      /^existingEventsTable has the keys deviceId \(S\), eventTime \(N\), but events need .* eventTime \(S\)/,
    ],
    [
      "further attributes that are the sink's",
      onAll({ eventsLayout: { attributes: { data: { S: "a" } } } }),
      /^eventsLayout: attributes cannot be: "data" is the sink's own/,
    ],
    [
      "two tables of leases",
      onAll({ existingStreamsTable: table, streamsTableProps: {} }),
      /^existingStreamsTable and streamsTableProps are both given/,
    ],
    [
      "more than an environment holds",
      onSource({ headers: { a: "b".repeat(4_096) } }),
      /^source makes an environment of \d+ bytes: Lambda takes 4096/,
    ],
    [
      "a lifetime of the deployment's",
      onAll({ lifetime: Duration.seconds(Lazy.number({ produce: () => 5 })) }),
      /^lifetime is only known at deployment/,
    ],
  ])("%s", (_, props, expected) => {
    expect(problemsOf(props)).toEqual([expect.stringMatching(expected)]);
  });

  it.each([
    ["existingEventsTable", "us-east-1", "123456789012", ["region us-east-1", "in eu-west-1"]],
    ["existingStreamsTable", "eu-west-1", "999999999999", ["account 999999999999", "in 123456789012"]],
  ] as const)(
    "%s elsewhere, which would be called by its name in the stack's own place",
    (name, region, account, said) => {
      const arn = `arn:aws:dynamodb:${region}:${account}:table/somewhere`;
      const { problems } = caught(() =>
        build((stack) => ({ source: SOURCE, [name]: Table.fromTableArn(stack, "Elsewhere", arn) })),
      );
      expect(problems).toHaveLength(1);
      for (const part of [name, ...said]) expect(problems[0]).toContain(part);
    },
  );

  it.each([
    ["ndjson:/result/events", "/kv/mod_revision"],
    ["sse:/connect/publications,/pub", undefined],
  ])("but a format may say where events stand in its records: %s", (format, eventId) => {
    expect(problemsOf(onSource({ format, eventId, resume: "query:since" }))).toEqual([]);
  });

  it.each(["arn:aws:dynamodb:eu-west-1:123456789012:table/mine", "mine"])(
    "but a table of the stack's own place is taken: %s",
    (given) => {
      const made = build((stack) => ({
        source: SOURCE,
        existingEventsTable: given.startsWith("arn:")
          ? Table.fromTableArn(stack, "Mine", given)
          : Table.fromTableName(stack, "Mine", given),
      }));
      expect(made.streams.eventsTable.tableName).toBe("mine");
    },
  );

  describe("a table of leases that exists, for a fleet", () => {
    const { byCarrier, byWaiting } = INDEXES;
    const fleetOn = (makeTable: (stack: Stack) => ITable) =>
      build((stack) => ({
        source: SOURCE,
        api: false,
        streamsPerFunction: 2,
        existingStreamsTable: makeTable(stack),
      }));
    const tableWith =
      (...indexes: { name: string; hash: string; range: string }[]) =>
      (stack: Stack) => {
        const made = new Table(stack, "Leases", { partitionKey: { name: "PK", type: AttributeType.STRING } });
        for (const { name, hash, range } of indexes) {
          made.addGlobalSecondaryIndex({
            indexName: name,
            partitionKey: { name: hash, type: AttributeType.STRING },
            sortKey: { name: range, type: AttributeType.STRING },
          });
        }
        return made;
      };

    it.each([
      ["it has none", [], [byCarrier.name, byWaiting.name]],
      ["one is missing", [byCarrier], [byWaiting.name]],
      ["one has other keys", [byCarrier, { ...byWaiting, range: "PK" }], [byWaiting.name]],
    ])("is told which indexes it lacks when it is one of the app's: %s", (_, has, lacks) => {
      const { problems } = caught(() => fleetOn(tableWith(...has)));
      expect(problems.map((problem) => /the index (\w+) \(/.exec(problem)?.[1])).toEqual(lacks);
    });

    it("is taken with both, of the older kind of table and of the newer", () => {
      expect(() => fleetOn(tableWith(byCarrier, byWaiting))).not.toThrow();
      const newer = (stack: Stack) =>
        new TableV2(stack, "Leases", {
          partitionKey: text("PK"),
          globalSecondaryIndexes: [byCarrier, byWaiting].map(({ name, hash, range }) => ({
            indexName: name,
            partitionKey: text(hash),
            sortKey: text(range),
          })),
        });
      expect(() => fleetOn(newer)).not.toThrow();
    });

    it("is warned of where nobody can look", () => {
      const { stack } = fleetOn((scope) => Table.fromTableName(scope, "Leases", "mine"));
      Annotations.fromStack(stack).hasWarning(
        "/Test/Streams",
        Match.stringLikeRegexp("existingStreamsTable.*byCarrier \\(partition key carrier.*byWaiting"),
      );
    });
  });

  it("all at once, in one error with the construct's path and a code", () => {
    const props = { source: { baseUrl: "x", format: "y" }, memorySize: 1, api: { rateLimit: -1 } } as never;
    const error = caught(() => build(props));
    expect(error).toMatchObject({ code: "PROPS_INVALID", name: "InvalidPropsError" });
    expect(error.problems).toHaveLength(4);
    expect(error.message).toMatch(
      /^the props of Test\/Streams cannot be used:\n- source.baseUrl .*\n- source.format .*\n- memorySize .*\n- api.rateLimit .*$/,
    );
  });

  it("without showing a header's value, which may be a secret after all", () => {
    const { message } = caught(() =>
      build({ source: { ...SOURCE, headers: { authorization: "s3cret\n" } } }),
    );
    expect(message).not.toContain("s3cret");
  });
});

function caught(action: () => unknown): InvalidPropsError {
  try {
    action();
  } catch (error) {
    if (error instanceof InvalidPropsError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
