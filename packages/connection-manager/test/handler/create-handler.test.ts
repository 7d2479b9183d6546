import { Logger } from "@aws-lambda-powertools/logger";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { afterEach, describe, expect, it } from "vitest";
import {
  ConfigurationError,
  type ConnectionHandler,
  configFromEnvironment,
  createHandler,
  StreamIdError,
  StreamNotEndedError,
  StreamRefusedError,
} from "../../src/index.ts";
import { KEY, type Stage, setUp } from "../support/stage.ts";

let stage: Stage;
afterEach(() => stage?.stop());

const context = { awsRequestId: "request-1", getRemainingTimeInMillis: () => 60_000 };

function handlerOf({ environment, client }: Stage, changes: Record<string, string> = {}): ConnectionHandler {
  const config = configFromEnvironment({ ...environment, POWERTOOLS_METRICS_DISABLED: "true", ...changes });
  return createHandler({ config, client, logger: new Logger({ logLevel: "SILENT" }) });
}

/** What API Gateway hands to the state machine, and the state machine to the function, in the article. */
function proxyEvent(streamId: string): Partial<APIGatewayProxyEvent> {
  return {
    httpMethod: "POST",
    path: `/connections/${streamId}`,
    resource: "/connections/{streamId}",
    pathParameters: { streamId },
    headers: {},
    body: null,
  };
}

async function failureOf(
  handler: ConnectionHandler,
  streamId: string,
  event: unknown = proxyEvent(streamId),
) {
  return handler(event, context).then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("the handler", () => {
  it("called with an API Gateway proxy event stores every event and returns when the stream ends", async () => {
    stage = await setUp({ events: 60, rate: 100 });
    const report = await handlerOf(stage)(proxyEvent("s1"), context);
    expect(report).toMatchObject({
      outcome: "ended",
      streamId: "s1",
      signal: 'json:/type="end-of-stream"',
      received: 60,
      stored: 60,
      duplicates: 0,
    });
    const truth = stage.source.truth("s1");
    const stored = await stage.stored("s1");
    expect(stored.map(({ key }) => key).toSorted()).toEqual(truth?.events.map(({ sha1 }) => sha1).toSorted());
    expect(report.connectedAtMs).toBeLessThanOrEqual(report.endedAtMs);
  });

  it("finds a stream that has ended already ended", async () => {
    stage = await setUp({ events: 3, rate: 100 });
    const handler = handlerOf(stage);
    await handler(proxyEvent("s1"), context);
    expect(await handler(proxyEvent("s1"), context)).toMatchObject({
      outcome: "ended",
      signal: "status:204",
      received: 0,
    });
  });

  it("counts duplicates and stores none of them twice", async () => {
    stage = await setUp({ events: 40, rate: 100, duplicates: 1 });
    const report = await handlerOf(stage)(proxyEvent("s1"), context);
    expect(report).toMatchObject({ received: 80, stored: 40, duplicates: 40 });
    expect(await stage.stored("s1")).toHaveLength(40);
  });

  it.each(["ndjson", "sse", "chunks", "lines"])("reads the format %s", async (format) => {
    const sourceFormat = format === "lines" ? "ndjson" : (format as "ndjson");
    stage = await setUp({ events: 20, rate: 200, format: sourceFormat });
    const signals = { sse: '["event:end"]', chunks: '["data:{\\"type\\":\\"end-of-stream\\"}\\n"]' };
    const END_SIGNALS = signals[format as "sse"] ?? stage.environment.END_SIGNALS ?? "";
    const report = await handlerOf(stage, { STREAM_FORMAT: format, END_SIGNALS })(proxyEvent("s1"), context);
    expect(report.outcome).toBe("ended");
    const text = (await stage.stored("s1")).map(({ data }) => String(data)).join("\n");
    for (const { id } of stage.source.truth("s1")?.events ?? []) expect(text).toContain(id);
  });

  it("throws StreamNotEndedError when the connection closes first, after storing what came", async () => {
    stage = await setUp({ rate: 100, faults: "drop-after-events:25" });
    const error = await failureOf(handlerOf(stage), "s1");
    expect(error).toBeInstanceOf(StreamNotEndedError);
    expect(error).toMatchObject({ name: "StreamNotEndedError", code: "STREAM_NOT_ENDED" });
    const { report } = error as StreamNotEndedError;
    expect(await stage.stored("s1")).toHaveLength(report.stored);
    expect(report).toMatchObject({ outcome: "interrupted", received: report.stored });
  });

  it("never stores a record that was cut in the middle", async () => {
    stage = await setUp({ rate: 100, faults: "cut-record-after-events:5" });
    const error = await failureOf(handlerOf(stage), "s1");
    expect((error as StreamNotEndedError).report.truncatedBytes).toBeGreaterThan(0);
    for (const { data } of await stage.stored("s1")) expect(() => JSON.parse(String(data))).not.toThrow();
  });

  it("throws StreamNotEndedError for a status that may pass, StreamRefusedError for one that will not", async () => {
    stage = await setUp({ faults: "refuse:503" });
    expect(await failureOf(handlerOf(stage), "s1")).toBeInstanceOf(StreamNotEndedError);
    const refused = await failureOf(handlerOf(stage, { STREAM_KEY: "wrong-key" }), "s1");
    expect(refused).toBeInstanceOf(StreamRefusedError);
    expect(String(refused)).toContain("401");
    expect(`${refused} ${JSON.stringify(refused)}`).not.toMatch(new RegExp(`wrong-key|${KEY}`));
  });

  it("takes a status that the user names for the end", async () => {
    stage = await setUp({ faults: "refuse:404" });
    const handler = handlerOf(stage, { END_SIGNALS: '["status:404"]' });
    expect(await handler(proxyEvent("s1"), context)).toMatchObject({
      outcome: "ended",
      signal: "status:404",
    });
  });

  it("fails with what could not be stored when the table is missing", async () => {
    stage = await setUp({ events: 5, rate: 100 });
    const error = await failureOf(handlerOf(stage, { EVENTS_TABLE: "no-such-table" }), "s1");
    expect(error).toMatchObject({ name: "FlushError", code: "FLUSH_FAILED" });
    expect(String(error)).toContain("no-such-table");
  });

  it("refuses an id that would leave the path, before any request", async () => {
    stage = await setUp({});
    expect(await failureOf(handlerOf(stage), "../truth")).toBeInstanceOf(StreamIdError);
    expect(stage.source.truth("s1")).toBeUndefined();
  });
});

describe("the handler in a relay", () => {
  const turn = { streamId: "s1", holder: "run/A", expectedEpoch: 1, executionArn: "execution-1" };

  async function relayHandlerOf(changes: Record<string, string> = {}): Promise<ConnectionHandler> {
    await stage.leases.begin({ streamId: "s1", executionArn: "execution-1" });
    return handlerOf(stage, { ...stage.relayEnvironment, ...changes });
  }

  it("claims the lease for the holder, and leaves it as the stream is: ended", async () => {
    stage = await setUp({ events: 30, rate: 100 });
    const handler = await relayHandlerOf();
    const report = await handler(turn, context);
    expect(report).toMatchObject({ outcome: "ended", epoch: 2, stored: 30, checkpoint: expect.any(String) });
    expect(await stage.leases.read("s1")).toMatchObject({
      ...{ status: "ended", holder: "run/A", claimId: context.awsRequestId, epoch: 2 },
      counts: { received: 30, stored: 30, duplicates: 0 },
    });
  });

  it("returns superseded, without asking the source, when the epoch is another one by now", async () => {
    stage = await setUp({});
    const handler = await relayHandlerOf();
    expect(await handler({ ...turn, expectedEpoch: 7 }, context)).toMatchObject({ outcome: "superseded" });
    expect(stage.source.truth("s1")).toBeUndefined();
  });

  it("returns expired when its time is up, and the next turn goes on", async () => {
    stage = await setUp({ rate: 200, resume: true });
    const handler = await relayHandlerOf({
      LIFETIME_MS: "3000",
      HANDOVER_LEAD_MS: "1000",
      RESUME: "header:Last-Event-ID",
    });
    const first = await handler(turn, context);
    expect(first).toMatchObject({ outcome: "expired", epoch: 2 });
    expect(first.stored).toBeGreaterThan(0);
    const next = { ...context, awsRequestId: "request-2" };
    expect(await handler({ ...turn, expectedEpoch: 2 }, next)).toMatchObject({
      outcome: "expired",
      epoch: 3,
    });
    const stored = await stage.stored("s1");
    const truth = stage.source.truth("s1")?.events ?? [];
    expect(stored.map(({ key }) => key).toSorted()).toEqual(
      truth
        .slice(0, stored.length)
        .map(({ sha1 }) => sha1)
        .toSorted(),
    );
  });

  it("throws StreamRefusedError for a refusal that no retry can mend; the lease says why", async () => {
    stage = await setUp({});
    const handler = await relayHandlerOf({ STREAM_KEY: "wrong-key" });
    const error = await failureOf(handler, "s1", turn);
    expect(error).toBeInstanceOf(StreamRefusedError);
    expect(await stage.leases.read("s1")).toMatchObject({
      status: "failed",
      reason: (error as StreamRefusedError).report.reason,
    });
  });

  it.each([
    ["without a table of leases", turn, { STREAMS_TABLE: "" }, /STREAMS_TABLE is not set/],
    ["with half a turn", { streamId: "s1", holder: "run/A" }, {}, /expectedEpoch is undefined/],
  ])("%s throws a ConfigurationError before any request", async (_, event, changes, message) => {
    stage = await setUp({});
    const error = await failureOf(await relayHandlerOf(changes), "s1", event);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toMatch(message);
    expect(stage.source.truth("s1")).toBeUndefined();
  });

  it("connects without a lease for an event that is no turn, though there is a table of leases", async () => {
    stage = await setUp({ events: 3, rate: 100 });
    const report = await (await relayHandlerOf())(proxyEvent("s1"), context);
    expect(report).toMatchObject({ outcome: "ended", stored: 3 });
    expect(report).not.toHaveProperty("epoch");
    expect(await stage.leases.read("s1")).toMatchObject({ status: "running", epoch: 1 });
  });
});
