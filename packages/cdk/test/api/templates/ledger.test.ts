import { createMemoryLedger, type Ledger, recordOfTold } from "@unbounded-streams/stream-ledger";
import { type RenderedRequest, renderAnswer, renderRequest } from "@unbounded-streams/testing";
import { describe, expect, it } from "vitest";
import { ledgerAnswer, ledgerFailure, ledgerRequest } from "../../../src/api/templates/ledger.ts";

const AT_MS = Date.UTC(2030, 0, 31, 12);
const KEY = { streamId: "recentchange", claimedAtMs: AT_MS, epoch: 2, claimId: "request-1" };
const NEXT = Buffer.from('2030-01-31T12:00:00.000Z#0000000000000002#"1"').toString("base64");
const REFUSED = { TableName: "ledger" };

const RECORD = {
  ...KEY,
  ...{ holder: "a/A", host: "lambda", connectedAtMs: AT_MS + 1, bytes: 7, reopenings: [] },
  counts: { received: 3, stored: 2, duplicates: 1, deadLettered: 0 },
  lastId: '[{"offset":1}]{$id}"\'\\',
};

function request(query: RenderedRequest["query"] = {}, streamId = "recentchange") {
  return JSON.parse(renderRequest(ledgerRequest({ tableName: "ledger" }), { path: { streamId }, query }));
}

function answer(reply: unknown) {
  return JSON.parse(renderAnswer(ledgerAnswer(), reply).text);
}

describe("the request for a stream's ledger", () => {
  it("is a query of all times, a hundred at once, without a parameter", () => {
    expect(request()).toEqual({
      TableName: "ledger",
      ConsistentRead: true,
      Limit: 100,
      KeyConditionExpression: "PK = :id AND SK BETWEEN :since AND :until",
      ExpressionAttributeValues: {
        ":id": { S: "recentchange" },
        ":since": { S: "0" },
        ":until": { S: "~" },
      },
    });
  });

  it("has the time, the limit and the place that it is asked for", () => {
    const asked = request({ since: "2030-01-31", until: "2030-01-31T12:00:00.5Z", limit: "7", next: NEXT });
    expect(asked).toMatchObject({
      Limit: 7,
      ExpressionAttributeValues: {
        ":since": { S: "2030-01-31" },
        ":until": { S: "2030-01-31T12:00:00.5~" },
      },
      ExclusiveStartKey: {
        PK: { S: "recentchange" },
        SK: { S: '2030-01-31T12:00:00.000Z#0000000000000002#"1"' },
      },
    });
  });

  it.each<Record<string, string>>([
    { since: "yesterday" },
    { since: "2030-01-31T12:00:00" },
    { since: '2030-01-31", "x": "' },
    { since: "2030-01-31\n" },
    { until: "${id}" },
    { until: "2030-01-31T12:00:00+01:00" },
    { limit: "0" },
    { limit: "101" },
    { next: "no base64!" },
    { next: "////" },
  ])("is refused by DynamoDB when it asks for %j, with nothing of it in the call", (query) => {
    expect(request(query)).toEqual(REFUSED);
  });

  it.each(["", "a b", "%22", "#carrier", "a".repeat(129)])("is refused for the stream %j", (streamId) => {
    expect(request({}, streamId)).toEqual(REFUSED);
  });
});

/** An item with the words that a ledger has been told, each as its JSON. */
async function told(say: (ledger: Ledger) => Promise<unknown>) {
  const ledger = createMemoryLedger();
  await say(ledger);
  const { connections } = await ledger.page({ streamId: KEY.streamId });
  return { connection: connections[0], record: await ledger.find(KEY) };
}

describe("the answer of a stream's ledger", () => {
  const closed = { ...RECORD, endedAtMs: AT_MS + 9, outcome: "superseded" };
  const inference = { ...KEY, holder: "a/A", host: "lambda", endedAtMs: AT_MS + 5, outcome: "killed" };
  const bySuccessor = { ...inference, by: "successor" as const };
  const byHost = { ...inference, by: "host" as const };
  const item = (words: Record<string, object>) => ({
    PK: { S: KEY.streamId },
    ...Object.fromEntries(Object.entries(words).map(([name, said]) => [name, { S: JSON.stringify(said) }])),
  });

  it.each<{ what: string; words: Record<string, object>; say: (ledger: Ledger) => Promise<unknown> }>([
    { what: "has said how it ended", words: { closed }, say: (ledger: Ledger) => ledger.closed(closed) },
    { what: "is up", words: { opened: RECORD }, say: (ledger: Ledger) => ledger.opened(RECORD) },
    {
      what: "was killed",
      words: { opened: RECORD, inferredBySuccessor: bySuccessor, inferredByHost: byHost },
      async say(ledger: Ledger) {
        await ledger.opened(RECORD);
        await ledger.infer(bySuccessor);
        await ledger.infer(byHost);
      },
    },
    {
      what: "was killed after it had said how long it was up",
      words: { amended: RECORD, inferredByHost: byHost },
      async say(ledger: Ledger) {
        await ledger.amended(RECORD);
        await ledger.infer(byHost);
      },
    },
    {
      what: "never said anything",
      words: { inferredBySuccessor: bySuccessor },
      say: (ledger: Ledger) => ledger.infer(bySuccessor),
    },
  ])("tells a connection that $what as the ledger does", async ({ words, say }) => {
    const { connection, record } = await told(say);
    const { connections, next } = answer({ Items: [item(words)] });
    expect(connections).toEqual([connection]);
    expect(recordOfTold(connections[0])).toEqual(record);
    expect(next).toBeUndefined();
  });

  it("is a page, and says where the next one starts", () => {
    const reply = {
      Items: [item({ closed }), item({ opened: RECORD })],
      LastEvaluatedKey: { PK: { S: KEY.streamId }, SK: { S: Buffer.from(NEXT, "base64").toString() } },
    };
    expect(answer(reply)).toEqual({ connections: [closed, RECORD], next: NEXT });
    expect(answer({ Items: [] })).toEqual({ connections: [] });
  });

  it("is 400 for what the request has refused", () => {
    const refused = { __type: "com.amazon.coral.validate#ValidationException", message: "secret" };
    const { status, text } = renderAnswer(ledgerFailure(), refused, 400);
    expect([status, JSON.parse(text).error.code]).toEqual([400, "PAGE_INVALID"]);
    expect(text).not.toContain("secret");
  });
});
