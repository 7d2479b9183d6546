import { leaseFromItem, leaseToItem } from "@unbounded-streams/stream-lease";
import { renderAnswer, renderRequest } from "@unbounded-streams/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { upstreamFailure } from "../../../src/api/templates/failure.ts";
import { listAnswer, listFailure, listRequest } from "../../../src/api/templates/list.ts";
import { readAnswer, readFailure } from "../../../src/api/templates/read.ts";
import { startAnswer, startFailure } from "../../../src/api/templates/start.ts";
import { stopAnswer, stopFailure } from "../../../src/api/templates/stop.ts";

const AT_MS = Date.UTC(2030, 0, 31, 12);
const LEASE = {
  streamId: "recentchange",
  status: "running",
  executionArn: "arn:aws:states:eu-west-1:123456789012:execution:relay:a",
  epoch: 7,
  startedAtMs: AT_MS,
  holder: "a/A",
  claimId: "secret-claim",
  claimedAtMs: AT_MS,
  handoverAtMs: AT_MS + 1,
  expiresAtMs: AT_MS + 2,
  checkpoint: '[{"offset":1}]',
  counts: { received: 3, stored: 2, duplicates: 1 },
  connections: 4,
  failures: 0,
} as const;

const SHOWN = {
  streamId: "recentchange",
  status: "running",
  executionArn: LEASE.executionArn,
  epoch: 7,
  holder: "a/A",
  checkpoint: '[{"offset":1}]',
  received: 3,
  stored: 2,
  duplicates: 1,
  connections: 4,
  startedAt: "2030-01-31T12:00:00.000Z",
  claimedAt: "2030-01-31T12:00:00.000Z",
  handoverAt: "2030-01-31T12:00:00.001Z",
  expiresAt: "2030-01-31T12:00:00.002Z",
};

function answer(template: string, reply: unknown, status = 200) {
  const rendered = renderAnswer(template, reply, status);
  return { status: rendered.status, body: JSON.parse(rendered.text) };
}

const DYNAMODB = "com.amazonaws.dynamodb.v20120810#";

describe("what the API answers", () => {
  it("to a start is what Step Functions says", () => {
    const reply = { executionArn: "arn:aws:states:...:a", startDate: 1.9e9 };
    expect(answer(startAnswer(), reply)).toEqual({ status: 200, body: reply });
  });

  it("to a read is the lease, without the claim's id", () => {
    expect(answer(readAnswer(), { Item: leaseToItem(LEASE) })).toEqual({ status: 200, body: SHOWN });
  });

  it("to a read of a stream that fails says how often in a row, since when and why", () => {
    const failing = { failures: 7, failingSinceMs: AT_MS + 5, lastError: `it's "down"\n` };
    expect(answer(readAnswer(), { Item: leaseToItem({ ...LEASE, ...failing }) }).body).toEqual({
      ...SHOWN,
      failures: 7,
      failingSince: "2030-01-31T12:00:00.005Z",
      lastError: `it's "down"\n`,
    });
  });

  it("to a read of a lease that was never claimed has counts of 0", () => {
    const { received: _, stored: __, duplicates: ___, connections: ____, ...begun } = leaseToItem(LEASE);
    expect(answer(readAnswer(), { Item: begun }).body).toMatchObject({
      received: 0,
      stored: 0,
      connections: 0,
    });
  });

  it("to a read counts what was handed in late, too, and has one sum for it, as stream-lease reads it", () => {
    const count = fc.nat({ max: 2 ** 40 });
    const counts = fc.record({ received: count, stored: count, duplicates: count });
    fc.assert(
      fc.property(counts, fc.option(counts, { nil: undefined }), (books, late) => {
        const Item = {
          ...leaseToItem({ ...LEASE, counts: books }),
          ...(late && {
            lateReceived: { N: String(late.received) },
            lateStored: { N: String(late.stored) },
            lateDuplicates: { N: String(late.duplicates) },
          }),
        };
        const { received, stored, duplicates } = answer(readAnswer(), { Item }).body;
        expect({ received, stored, duplicates }).toEqual(leaseFromItem(Item).counts);
      }),
    );
  });

  it("to a read counts what was handed in late to a lease that has counted nothing itself", () => {
    const { received: _, ...item } = leaseToItem(LEASE);
    const Item = { ...item, lateReceived: { N: "12" }, lateStored: { N: "0" } };
    expect(answer(readAnswer(), { Item }).body).toMatchObject({ received: 12, stored: 2, duplicates: 1 });
  });

  it("to a list has each lease's own sums", () => {
    const late = { lateReceived: { N: "100" }, lateStored: { N: "10" }, lateDuplicates: { N: "1" } };
    const Items = [{ ...leaseToItem(LEASE), ...late }, leaseToItem(LEASE)];
    const { connections } = answer(listAnswer(), { Items }).body;
    expect(connections).toEqual([{ ...SHOWN, received: 103, stored: 12, duplicates: 2 }, SHOWN]);
  });

  it.each([
    ["waits", {}, { waitingFor: "default", waitingSinceMs: AT_MS }, { waitingSince: SHOWN.startedAt }],
    ["is carried", { carrier: "#carrier/default/1" }, {}, { carrier: "#carrier/default/1" }],
    [
      "is carried, and to be carried by another",
      { carrier: "#carrier/default/12" },
      { waitingFor: "default/offered", waitingSinceMs: AT_MS },
      { carrier: "#carrier/default/12", waitingSince: SHOWN.startedAt },
    ],
  ])("to a read of a stream of a fleet says that it %s", (_, carried, waiting, told) => {
    const Item = leaseToItem({ ...LEASE, ...carried, ...waiting });
    expect(answer(readAnswer(), { Item }).body).toEqual({ ...SHOWN, ...told });
  });

  it.each([
    [0, undefined],
    [3, 3],
  ])("to a read says how many frames had no cursor, if any had none: %i", (cursorless, told) => {
    const Item = leaseToItem({ ...LEASE, cursorless });
    expect(answer(readAnswer(), { Item }).body.cursorless).toBe(told);
  });

  it.each([{}, { Item: {} }, null])("to a read of a stream that is not there is 404: %j", (reply) => {
    const { status, body } = answer(readAnswer(), reply);
    expect({ status, code: body.error.code }).toEqual({ status: 404, code: "STREAM_UNKNOWN" });
  });

  it("to a stop is the lease as it is now", () => {
    const stopped = {
      ...LEASE,
      status: "stopped",
      reason: "stopped through the API",
      endedAtMs: AT_MS + 3,
    } as const;
    expect(answer(stopAnswer(), { Attributes: leaseToItem(stopped) }).body).toEqual({
      ...SHOWN,
      status: "stopped",
      reason: "stopped through the API",
      endedAt: "2030-01-31T12:00:00.003Z",
    });
  });

  it("to a list is its leases", () => {
    const Items = ["a", "b", "c"].map((streamId) => leaseToItem({ ...LEASE, streamId }));
    expect(answer(listAnswer(), { Items }).body).toEqual({
      connections: ["a", "b", "c"].map((streamId) => ({ ...SHOWN, streamId })),
    });
    expect(answer(listAnswer(), { Items: [] }).body).toEqual({ connections: [] });
  });

  it("to a list of a page on which there were carriers alone is none, and what to ask for next", () => {
    const reply = { Items: [], LastEvaluatedKey: { PK: { S: "#carrier/default/1" } } };
    const { connections, next } = answer(listAnswer(), reply).body;
    expect(connections).toEqual([]);
    const again = JSON.parse(renderRequest(listRequest({ tableName: "streams" }), { query: { next } }));
    expect(again.ExclusiveStartKey).toEqual({ PK: { S: "#carrier/default/1" } });
  });

  it("to a list that is not all says what to ask for next", () => {
    const reply = { Items: [leaseToItem(LEASE)], LastEvaluatedKey: { PK: { S: "日本" } } };
    expect(answer(listAnswer(), reply).body.next).toBe(Buffer.from("日本").toString("base64"));
  });

  it("carries any text of a lease unharmed", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", minLength: 1 }),
      fc
        .array(fc.constantFrom(..."$#\"'\\/{}\n\t\0\u0007\u2028a"), { minLength: 1, maxLength: 20 })
        .map((chars) => chars.join("")),
    );
    fc.assert(
      fc.property(text, text, (checkpoint, reason) => {
        const Item = leaseToItem({ ...LEASE, checkpoint, reason });
        expect(answer(readAnswer(), { Item }).body).toMatchObject({ checkpoint, reason });
      }),
    );
  });
});

const VALIDATION = { __type: "com.amazon.coral.validate#ValidationException", message: "…" };
const UNMET = {
  __type: `${DYNAMODB}ConditionalCheckFailedException`,
  message: "The conditional request failed",
};
const THROTTLES = [
  { __type: "com.amazon.coral.availability#ThrottlingException" },
  { __type: `${DYNAMODB}ProvisionedThroughputExceededException` },
  { __type: `${DYNAMODB}RequestLimitExceeded` },
  { __type: "com.amazonaws.swf.base.model#ExecutionLimitExceeded" },
];
const FAILURES = {
  start: startFailure(),
  read: readFailure(),
  list: listFailure(),
  stop: stopFailure(),
} as const;

describe("what the API answers when a service refuses", () => {
  const invalidArn = (arn: string) => ({
    __type: "InvalidArn",
    message: `Invalid Arn: 'Invalid ARN prefix: ${arn}'`,
  });

  it.each([
    ["start", invalidArn("STREAM_ID_INVALID"), 400, "STREAM_ID_INVALID"],
    ["start", invalidArn("RESTART_INVALID"), 400, "RESTART_INVALID"],
    ["start", { ...invalidArn("STREAM_ID_INVALID"), __type: "a.b#InvalidArn" }, 400, "STREAM_ID_INVALID"],
    ["start", { __type: "StateMachineDoesNotExist", message: "STREAM_ID_INVALID" }, 400, "STREAM_ID_INVALID"],
    ["start", { __type: "StateMachineDoesNotExist", Message: "STREAM_ID_INVALID" }, 400, "STREAM_ID_INVALID"],
    ["start", { __type: "ValidationException", Message: "RESTART_INVALID" }, 400, "RESTART_INVALID"],
    ["read", VALIDATION, 400, "STREAM_ID_INVALID"],
    ["list", VALIDATION, 400, "PAGE_INVALID"],
    ["stop", VALIDATION, 400, "STREAM_ID_INVALID"],
    ["stop", UNMET, 404, "STREAM_UNKNOWN"],
    ["stop", { ...UNMET, Item: leaseToItem({ ...LEASE, status: "ended" }) }, 409, "NOT_RUNNING"],
    ["stop", { ...UNMET, Item: leaseToItem({ ...LEASE, status: "failed" }) }, 409, "NOT_RUNNING"],
  ] as const)("to a %s: %j", (name, reply, expected, code) => {
    const { status, body } = answer(FAILURES[name], reply, 400);
    expect({ status, code: body.error.code }).toEqual({ status: expected, code });
    expect(body.error.message).not.toBe("");
  });

  it("to a start of no known source names them", () => {
    const template = startFailure({ sources: ["news", "chess"] });
    const { status, body } = answer(template, invalidArn("SOURCE_UNKNOWN"), 400);
    expect({ status, code: body.error.code }).toEqual({ status: 404, code: "SOURCE_UNKNOWN" });
    expect(body.error.message).toMatch(/one of news, chess$/);
  });

  it("to a second stop is as to the first", () => {
    const reply = { ...UNMET, Item: leaseToItem({ ...LEASE, status: "stopped" }) };
    expect(answer(FAILURES.stop, reply, 400)).toEqual({ status: 200, body: { ...SHOWN, status: "stopped" } });
  });

  describe.each(["start", "read", "list", "stop"] as const)("to a %s", (name) => {
    it.each(THROTTLES)("is 429 when it is too much: $__type", (reply) => {
      const { status, body } = answer(FAILURES[name], { ...reply, message: "…" }, 400);
      expect({ status, code: body.error.code }).toEqual({ status: 429, code: "THROTTLED" });
    });

    it.each([
      [
        {
          __type: "AccessDeniedException",
          message: "User: arn:aws:sts::123456789012:assumed-role/x is not authorized",
        },
      ],
      [{ __type: "StateMachineDoesNotExist", message: "State Machine Does Not Exist: 'arn:aws:states:...'" }],
      [{ message: 'a "quoted" word' }],
      [{}],
      [null],
    ])("is 502 without the service's own words otherwise: %j", (reply) => {
      const { status, body } = answer(FAILURES[name], reply, 400);
      expect({ status, code: body.error.code }).toEqual({ status: 502, code: "UPSTREAM_REFUSED" });
      expect(JSON.stringify(body)).not.toMatch(/arn:|quoted/);
    });
  });

  it("is JSON when a service fails", () => {
    expect(answer(upstreamFailure(), null, 503).body.error.code).toBe("UPSTREAM_FAILED");
  });
});
