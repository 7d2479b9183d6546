import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { type ClaimRequest, carrierId } from "@unbounded-streams/stream-lease";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EXIT_CODES } from "../../src/cli/run-cli.ts";
import { connection, T0 } from "../support/records.ts";
import { LEDGER_TABLE, STREAMS_TABLE, startWorld, type World } from "../support/world.ts";

let world: World;
let nowMs: number;
beforeAll(async () => {
  world = await startWorld();
  const { leases, ledger } = world;
  nowMs = Date.now();
  const claim = (streamId: string, changes: Partial<ClaimRequest> = {}): ClaimRequest => ({
    ...{ streamId, holder: "A", claimId: "secret-claim", expectedEpoch: 1 },
    ...{ handoverAtMs: nowMs + 40_000, expiresAtMs: nowMs + 60_000, ...changes },
  });
  for (const streamId of ["held", "begun", "over", "dead", carrierId("default", 1)]) {
    await leases.begin({ streamId, executionArn: "execution-1" });
  }
  for (const streamId of ["held", "over"]) await leases.claim(claim(streamId));
  await leases.confirm({ streamId: "held", epoch: 2, claimId: "secret-claim" });
  const counts = { received: 10, stored: 9, duplicates: 1 };
  await leases.advance({
    streamId: "held",
    epoch: 2,
    claimId: "secret-claim",
    counts,
    follow: "secret-follow",
  });
  await leases.stop({ streamId: "over", reason: "enough" });
  await leases.claim(claim("dead", { expiresAtMs: nowMs + 1, handoverAtMs: nowMs + 1 }));
  nowMs += 5_000;
  const lastEventAtMs = nowMs - 65_000;
  await ledger.closed(connection(2, 0, 60, { streamId: "held", claimedAtMs: nowMs - 90_000, lastEventAtMs }));
});
afterAll(() => world.stop());

const list = (...argv: string[]) =>
  world.run(nowMs, "list", "--streams-table", STREAMS_TABLE, "--endpoint", world.endpoint, ...argv);

describe("watch list", () => {
  test("prints what streams do, who holds them and how old the last event is", async () => {
    const { code, stdout, stderr } = await list("--table", LEDGER_TABLE);
    expect([code, stderr]).toEqual([EXIT_CODES.done, ""]);
    const rows = stdout.split("\n").map((line) => line.split(/ {2,}/));
    expect(rows[0]).toEqual(["stream", "state", "holder", "for", "last event", "stored", "connections"]);
    expect(rows.slice(1, -1)).toEqual([
      ["begun", "starting", "-", "-", "-", "0", "0"],
      ["dead", "not held", "A", "-", "-", "0", "1"],
      ["held", "connected", "A", expect.stringMatching(/^\d+ s$/), "1 min 5 s ago", "9", "1"],
      ["over", "stopped", "-", "-", "-", "0", "1"],
    ]);
  });

  test("does without a ledger, and prints JSON without what only holders need", async () => {
    const { stdout } = await list("--json");
    const { streams } = JSON.parse(stdout);
    expect(streams.map(({ streamId }: { streamId: string }) => streamId)).toEqual([
      "begun",
      "dead",
      "held",
      "over",
    ]);
    expect(streams[2]).toMatchObject({ received: 10, stored: 9, duplicates: 1 });
    expect(stdout).not.toContain("secret");
  });

  test("says what is wrong, with a code", async () => {
    const args = ["--endpoint", world.endpoint];
    expect(await world.run(T0, "list", "--table", LEDGER_TABLE, ...args)).toMatchObject({
      code: EXIT_CODES.wrongOption,
      stderr: expect.stringContaining("say which table is meant: --streams-table"),
    });
    expect(await list("--streams-table", "missing")).toMatchObject({
      code: EXIT_CODES.notRead,
      stderr: expect.stringMatching(
        /there is no table missing: correct --streams-table.*\(WATCH_TABLE_MISSING\)\n$/,
      ),
    });
    expect(await list("extra")).toMatchObject({ code: EXIT_CODES.wrongOption });
  });
});

test("a record that something else has written hides no other, and is told", async () => {
  const { client } = world;
  await client.send(
    new PutItemCommand({
      TableName: STREAMS_TABLE,
      Item: { PK: { S: "__proto__" }, status: { N: "5" }, reason: { S: "x".repeat(300_000) } },
    }),
  );
  await client.send(
    new PutItemCommand({
      TableName: LEDGER_TABLE,
      Item: { PK: { S: "dead" }, SK: { S: "1999-01-01T00:00:00.000Z#1#x" }, opened: { S: "5" } },
    }),
  );
  const { code, stdout, stderr } = await list("--table", LEDGER_TABLE, "--json");
  expect(code).toBe(EXIT_CODES.done);
  const { streams } = JSON.parse(stdout);
  expect(streams.map(({ streamId }: { streamId: string }) => streamId)).toEqual([
    ...["begun", "dead", "held", "over"],
    "__proto__",
  ]);
  expect(streams[2]).toHaveProperty("lastEventAtMs");
  expect(streams[4]).toMatchObject({
    status: "unreadable",
    reason: expect.stringMatching(
      /^the record of the lease of stream __proto__ is malformed: attribute status/,
    ),
  });
  expect(stderr).toMatch(
    /^watch: streams of which nobody can say when the last event came: 1; the ledger test-ledger cannot be read: .*dead.*\(WATCH_READ_FAILED\)\n$/,
  );
});
