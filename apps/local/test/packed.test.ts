import { execFile } from "node:child_process";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { eventsOfItem, readEvents } from "@unbounded-streams/event-sink";
import { afterEach, describe, expect, it } from "vitest";
import { EVENTS_TABLE } from "../src/tables.ts";
import { expectComplete, run, type Started, start } from "./start.ts";

const PACKED = ["--json", "--write-mode", "packed", "--pack-delay", "500"];
/** The next connection comes after 4 seconds, and has as long again to be up, on a busy machine, too. */
const SHORT = ["--events", "300", "--rate", "25", "--lifetime", "10", "--handover-lead", "6"];
const PACK_DELAY_MS = 500;
const SEEN_WITHIN_MS = PACK_DELAY_MS + 1_000;

/** Events whose delays are looked at. */
const SEEN = 151;

const AWS = { AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" };

const eventSink = fileURLToPath(new URL("./cli.js", import.meta.resolve("@unbounded-streams/event-sink")));

describe("packed writing", () => {
  it("gives a reader each event once although two connections have stored it, which proves the handover", async () => {
    const { report, ...finished } = await run(
      ...PACKED,
      ...SHORT,
      "--source-mode",
      "shared",
      "--source-resume",
    );
    expectComplete({ report, ...finished }, 300);
    expect(report.events.duplicatesReceived).toBeGreaterThan(0);
    expect(report.connections.filter(({ handover }) => handover?.proven).length).toBeGreaterThan(0);
  });

  it("loses nothing, and gives nothing twice, when connections are killed and the source resumes", async () => {
    const kills = ["--crash-rate", "0.3", "--source-resume", "--seed", "7"];
    const finished = await run(...PACKED, ...SHORT, ...kills);
    expectComplete(finished, 300);
    expect(finished.report.connections.map(({ outcome }) => outcome)).toContain("crashed");
  });

  it("carries a fleet, whose carriers are killed", async () => {
    const fleet = [
      ...["--streams", "4", "--streams-per-function", "2"],
      ...["--lifetime", "10", "--handover-lead", "6"],
    ];
    const kills = ["--crash-rate", "0.5", "--seed", "3", "--source-resume"];
    const finished = await run(...PACKED, ...fleet, ...kills, "--events", "45", "--rate", "5");
    expectComplete(finished, 180);
    for (const stream of finished.report.fleet?.perStream ?? []) {
      expect(stream).toMatchObject({ status: "ended", stored: 45, lost: 0 });
    }
    expect(finished.report.connections.map(({ outcome }) => outcome)).toContain("crashed");
  });
});

describe("the events of a run that goes on", () => {
  let running: Started | undefined;
  afterEach(async () => {
    running?.child.kill("SIGINT");
    await running?.finished;
  });

  /** Starts a packed run without an end, and tells where its events are. */
  async function startEndless(): Promise<string> {
    running = await start(...PACKED, "--events", "100000", "--stream-id", "s1");
    const [, endpoint = ""] = await running.narrated(/Events: table events of the DynamoDB at (\S+)/);
    return endpoint;
  }

  it("reach a reader that follows within the delay and a second, packed as they are", async () => {
    const endpoint = await startEndless();
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    const client = new DynamoDBClient({ endpoint, region: AWS.AWS_REGION, credentials });
    const stream = { tableName: EVENTS_TABLE, streamId: "s1", packed: true, packDelayMs: PACK_DELAY_MS };
    // What keeps this process waiting keeps the others of this machine, too.
    const lateness = monitorEventLoopDelay({ resolution: 1 });
    lateness.enable();
    const delaysMs: number[] = [];
    for await (const { receivedAtMs = 0 } of readEvents(client, { ...stream, follow: true })) {
      delaysMs.push(Date.now() - receivedAtMs);
      if (delaysMs.length === SEEN) break;
    }
    lateness.disable();
    const medianMs = delaysMs.toSorted((a, b) => a - b)[(SEEN - 1) / 2];
    expect(medianMs).toBeLessThanOrEqual(SEEN_WITHIN_MS + lateness.max / 1e6);

    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: EVENTS_TABLE,
        KeyConditionExpression: "PK = :id",
        ExpressionAttributeValues: { ":id": { S: "s1" } },
      }),
    );
    client.destroy();
    expect(Items.flatMap(eventsOfItem).length).toBeGreaterThan(5 * Items.length);
  });

  it("are printed by the event-sink command", async () => {
    const endpoint = await startEndless();
    await running?.narrated(/stored: [1-9]\d/);
    const argv = [eventSink, "read", "--table", EVENTS_TABLE, "--stream", "s1", "--json"];
    const env = { ...AWS, AWS_ENDPOINT_URL_DYNAMODB: endpoint };
    const { stdout } = await promisify(execFile)(process.execPath, argv, { env });
    const events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { data: string });
    const seqs = events.map(({ data }) => (JSON.parse(data) as { seq: number }).seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    expect(seqs.length).toBeGreaterThanOrEqual(10);
  });
});
