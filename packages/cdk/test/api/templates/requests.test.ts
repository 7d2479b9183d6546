import { checkedStreamId, StreamIdError } from "@unbounded-streams/connection-manager";
import { type RenderedRequest, renderRequest } from "@unbounded-streams/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listRequest } from "../../../src/api/templates/list.ts";
import { readRequest } from "../../../src/api/templates/read.ts";
import { START_REFUSALS, startRequest } from "../../../src/api/templates/start.ts";
import { stopRequest } from "../../../src/api/templates/stop.ts";

const ARN = "arn:aws:states:eu-west-1:123456789012:stateMachine:relay";
const TABLE = "streams";
const REASON = "stopped through the API";

const TEMPLATES = {
  start: startRequest({ stateMachineArn: ARN }),
  read: readRequest({ tableName: TABLE }),
  list: listRequest({ tableName: TABLE }),
  stop: stopRequest({ tableName: TABLE, reason: REASON }),
};

function call(name: keyof typeof TEMPLATES, request: RenderedRequest) {
  return JSON.parse(renderRequest(TEMPLATES[name], request));
}

/** Pairs of a title and the text: some are too long for a title. */
function titled(texts: readonly string[]): [title: string, text: string][] {
  return texts.map((text) => [JSON.stringify(text).slice(0, 40), text]);
}

const HOSTILE_IDS = [
  '"',
  "'",
  "\\",
  'a"b',
  "a\nb",
  "a\n",
  "\na",
  "a\r",
  "a\u0000",
  "a\u2028",
  "a b",
  "a/b",
  "../a",
  "é",
  "日本",
  "🙂",
  "\ud800",
  "",
  ".a",
  "$id",
  "${id}",
  "$util.escapeJavaScript('a')",
  "#if(true)",
  "#set($id='b')",
  "#end",
  "a#end",
  "%22",
  '","stateMachineArn":"arn:aws:states:eu-west-1:123456789012:stateMachine:other',
  '\\"},\\"restart\\":true,{\\"a\\":\\"',
  "a".repeat(129),
  "a".repeat(10_240),
  `a${"\n".repeat(10_240)}`,
];

const GOOD_IDS = [
  "a",
  "recentchange",
  "0",
  "A.b_c:d@e~f+g=h,i-j",
  "a".repeat(128),
  "constructor",
  "__proto__x".slice(2),
];

const goodId = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:@~+=,-]{0,127}$/);

const anyId = fc.oneof(
  fc.string({ unit: "binary", maxLength: 140 }),
  fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:@~+=,-]{0,130}$/),
  fc.stringMatching(/^[$#"'\\{}a-c\n]{1,12}$/),
);

function isAllowed(id: string): boolean {
  try {
    return checkedStreamId(id) === id;
  } catch (error) {
    if (error instanceof StreamIdError) return false;
    throw error;
  }
}

describe("the template that starts a stream", () => {
  it.each(titled(GOOD_IDS))("gives the machine the input of a proxy event for %s", (_, streamId) => {
    const { stateMachineArn, input, ...rest } = call("start", { path: { streamId } });
    expect({ stateMachineArn, rest }).toEqual({ stateMachineArn: ARN, rest: {} });
    expect(JSON.parse(input)).toEqual({
      resource: "/connections/{streamId}",
      path: `/connections/${streamId}`,
      httpMethod: "POST",
      headers: {},
      queryStringParameters: {},
      pathParameters: { streamId },
      body: null,
      isBase64Encoded: false,
    });
  });

  it.each(HOSTILE_IDS)(
    "makes of %j a call that Step Functions refuses, with nothing of it inside",
    (_, streamId) => {
      expect(call("start", { path: { streamId } })).toEqual({ stateMachineArn: START_REFUSALS.streamId });
    },
  );

  it("passes on exactly the ids that the function takes", () => {
    fc.assert(
      fc.property(anyId, (streamId) => {
        const { input } = call("start", { path: { streamId } });
        expect(input !== undefined && JSON.parse(input).pathParameters.streamId === streamId).toBe(
          isAllowed(streamId),
        );
      }),
    );
  });

  it.each([
    ["true", { restart: "true" }],
    ["false", {}],
    ["", {}],
  ])("asks for a restart only when the query says so: %j", (restart, expected) => {
    const { input } = call("start", { path: { streamId: "a" }, query: { restart } });
    expect(JSON.parse(input).queryStringParameters).toEqual(expected);
  });

  it.each(titled(["yes", "TRUE", "true\n", '"', "true|false", "a".repeat(10_240)]))(
    "refuses the restart %s",
    (_, restart) => {
      const rendered = call("start", { path: { streamId: "a" }, query: { restart } });
      expect(rendered).toEqual({ stateMachineArn: START_REFUSALS.restart });
    },
  );

  it("takes the id from the path and the restart from the query alone", () => {
    const { input } = call("start", {
      path: { streamId: "a" },
      query: { streamId: "b", other: "c" },
      headers: { streamId: "d", restart: "true" },
    });
    expect(JSON.parse(input)).toMatchObject({
      pathParameters: { streamId: "a" },
      queryStringParameters: {},
      headers: {},
    });
  });

  it.each([
    ["a%3Ab", "a:b"],
    ["a%3ab%40c%2Bd%3De%2Cf", "a:b@c+d=e,f"],
    ["A.b_c:d@e~f+g=h,i-j", "A.b_c:d@e~f+g=h,i-j"],
    ["%61", "a"],
    [encodeURIComponent(":".repeat(127)).replace("%3A", "a"), `a${":".repeat(126)}`],
  ])("takes %s for the id that it encodes", (encoded, streamId) => {
    const { input } = call("start", { path: { streamId: encoded } });
    expect(JSON.parse(input)).toMatchObject({
      path: `/connections/${streamId}`,
      pathParameters: { streamId },
    });
  });

  it.each([
    "%",
    "a%",
    "a%3",
    "a%zz",
    "a%FF",
    "a%20b",
    "a%22",
    "a%2Fb",
    "%2E%2E",
    "a%253Ab",
    "%00",
    `a${"%3A".repeat(128)}`,
  ])("refuses %s, which is no id's encoding", (encoded) => {
    const refused = { stateMachineArn: START_REFUSALS.streamId };
    expect(call("start", { path: { streamId: encoded } })).toEqual(refused);
    expect(call("read", { path: { streamId: encoded } }).Key).toEqual({});
    expect(call("stop", { path: { streamId: encoded } }).Key).toEqual({});
  });

  it.each([
    "#carrier/default/1",
    "%23carrier%2Fdefault%2F1",
    "%23carrier/default/1",
    "%2523carrier",
    "%23",
    "#",
  ])("lets nobody at a carrier: %s", (encoded) => {
    const request = { path: { streamId: encoded } };
    expect(call("start", request)).toEqual({ stateMachineArn: START_REFUSALS.streamId });
    expect(call("read", request)).toEqual({ TableName: TABLE, Key: {} });
    expect(call("stop", request)).toEqual({ TableName: TABLE, Key: {} });
  });

  it("lets nobody at a carrier, however its id is encoded", () => {
    const encodings = fc
      .tuple(fc.stringMatching(/^[A-Za-z0-9-]{1,32}$/), fc.integer({ min: 1, max: 1_000 }))
      .chain(([fleet, number]) =>
        fc.tuple(
          ...[...`#carrier/${fleet}/${number}`].map((char) => {
            const hex = char.charCodeAt(0).toString(16).padStart(2, "0");
            return fc.constantFrom(char, `%${hex}`, `%${hex.toUpperCase()}`);
          }),
        ),
      );
    fc.assert(
      fc.property(encodings, (chars) => {
        const request = { path: { streamId: chars.join("") } };
        expect(call("start", request)).toEqual({ stateMachineArn: START_REFUSALS.streamId });
        expect(call("stop", request)).toEqual({ TableName: TABLE, Key: {} });
      }),
    );
  });

  it("decodes any id that the function takes, however it is encoded", () => {
    const escaped = (char: string) => `%${char.charCodeAt(0).toString(16).padStart(2, "0")}`;
    fc.assert(
      fc.property(
        goodId,
        fc.array(fc.boolean(), { minLength: 128, maxLength: 128 }),
        (streamId, isEscaped) => {
          const encoded = [...streamId]
            .map((char, index) => (isEscaped[index] ? escaped(char) : char))
            .join("");
          const { Key } = call("read", { path: { streamId: encoded } });
          expect(Key).toEqual({ PK: { S: streamId } });
        },
      ),
    );
  });
});

describe("the template that reads a lease", () => {
  it("asks for it consistently", () => {
    expect(call("read", { path: { streamId: "a" } })).toEqual({
      TableName: TABLE,
      Key: { PK: { S: "a" } },
      ConsistentRead: true,
    });
  });

  it("passes on exactly the ids that the function takes, and otherwise an empty key", () => {
    fc.assert(
      fc.property(fc.oneof(anyId, fc.constantFrom(...HOSTILE_IDS)), (streamId) => {
        const { Key } = call("read", { path: { streamId } });
        expect(Key).toEqual(isAllowed(streamId) ? { PK: { S: streamId } } : {});
      }),
    );
  });
});

describe("the template that lists leases", () => {
  it.each<Record<string, string>>([{}, { limit: "", next: "" }])(
    "asks for 50 unless told otherwise: %j",
    (query) => {
      expect(call("list", { query })).toEqual({
        TableName: TABLE,
        ConsistentRead: true,
        Limit: 50,
        FilterExpression: "NOT begins_with(PK, :carrier)",
        ExpressionAttributeValues: { ":carrier": { S: "#" } },
      });
    },
  );

  it("leaves carriers out of the pages after the first, too, also when one stands where a page ends", () => {
    const next = Buffer.from("#carrier/default/1").toString("base64");
    expect(call("list", { query: { next, limit: "7" } })).toEqual({
      TableName: TABLE,
      ConsistentRead: true,
      Limit: 7,
      FilterExpression: "NOT begins_with(PK, :carrier)",
      ExpressionAttributeValues: { ":carrier": { S: "#" } },
      ExclusiveStartKey: { PK: { S: "#carrier/default/1" } },
    });
  });

  it.each(["1", "9", "10", "99", "100"])("asks for %s", (limit) => {
    expect(call("list", { query: { limit } }).Limit).toBe(Number(limit));
  });

  it.each(
    titled(["0", "101", "-1", "1.5", "1e2", " 1", "1\n", '1, "TableName": "other"', "a".repeat(10_240)]),
  )("refuses the limit %s", (_, limit) => {
    expect(call("list", { query: { limit } })).toEqual({ TableName: TABLE, Limit: 0 });
  });

  it("goes on after any id that the table may hold, however strange", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: "grapheme", minLength: 1 }), fc.constantFrom("'", "\\'", "a\n", "日本🙂")),
        (id) => {
          const next = Buffer.from(id, "utf8").toString("base64");
          expect(call("list", { query: { next } }).ExclusiveStartKey).toEqual({ PK: { S: id } });
        },
      ),
    );
  });

  it.each(
    titled([
      ...['"', "a b", "===", "YQ==\n", "$id", "A".repeat(2_736)],
      ...["A", "YQ", "YQ=", "YQ===", "YWJjA", "YR==", "/w==", "YQ==YQ=="],
    ]),
  )("refuses the next %s", (_, next) => {
    expect(call("list", { query: { next } })).toEqual({ TableName: TABLE, Limit: 0 });
  });
});

describe("the template that stops a stream", () => {
  it("writes what stream-lease would, at the time of the request", () => {
    expect(call("stop", { path: { streamId: "a" }, atMs: Date.UTC(2030, 1, 9, 3, 4, 5, 6) })).toEqual({
      TableName: TABLE,
      Key: { PK: { S: "a" } },
      UpdateExpression:
        "SET #status = :stopped, #endedAt = :now, #reason = :reason REMOVE #carrier, #waiting, #waitingSince",
      ConditionExpression: "#status = :running",
      ExpressionAttributeNames: {
        "#status": "status",
        "#endedAt": "endedAt",
        "#reason": "reason",
        "#carrier": "carrier",
        "#waiting": "waiting",
        "#waitingSince": "waitingSince",
      },
      ExpressionAttributeValues: {
        ":running": { S: "running" },
        ":stopped": { S: "stopped" },
        ":reason": { S: REASON },
        ":now": { S: "2030-02-09T03:04:05.006Z" },
      },
      ReturnValues: "ALL_NEW",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
  });

  it("dates it right in every month, to the millisecond", () => {
    const times = fc.date({ min: new Date("2025-01-01"), max: new Date("2200-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(times, (time) => {
        const { ExpressionAttributeValues } = call("stop", { path: { streamId: "a" }, atMs: time.getTime() });
        expect(ExpressionAttributeValues[":now"].S).toBe(time.toISOString());
      }),
    );
  });

  it("passes on exactly the ids that the function takes, and otherwise an empty key without any write", () => {
    fc.assert(
      fc.property(fc.oneof(anyId, fc.constantFrom(...HOSTILE_IDS)), (streamId) => {
        const { Key, UpdateExpression } = call("stop", { path: { streamId } });
        expect(Key).toEqual(isAllowed(streamId) ? { PK: { S: streamId } } : {});
        expect(UpdateExpression === undefined).toBe(!isAllowed(streamId));
      }),
    );
  });
});

describe("a start where sources are named", () => {
  const template = startRequest({ stateMachineArn: ARN, sources: ["news", "chess"] });
  const arnFor = (streamId: string) => {
    const request = { path: { streamId: encodeURIComponent(streamId) }, querystring: {} };
    return JSON.parse(renderRequest(template, request)).stateMachineArn;
  };

  it("is one of a stream whose id begins with the name of a source, and has an id of its own", () => {
    expect(["news:a", "chess:a:b", "news:0"].map(arnFor)).toEqual([ARN, ARN, ARN]);
  });

  it.each(["a", "news", "news:", "sports:a", "news:..", "NEWS:a", "anews:a", "newsx:a"])(
    "is none for %s",
    (id) => {
      expect(arnFor(id)).toBe(START_REFUSALS.source);
    },
  );

  it("has an id that is allowed at all", () => {
    expect(arnFor("news:a b")).toBe(START_REFUSALS.streamId);
  });
});
