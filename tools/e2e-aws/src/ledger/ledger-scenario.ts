import assert from "node:assert/strict";
import { type ConnectionRecord, recordOfTold, type ToldConnection } from "@unbounded-streams/stream-ledger";
import type { LedgerQuery } from "../deployed-api.ts";
import type { Kill } from "../kill.ts";
import type { Scene } from "../scene.ts";
import { watchGaps } from "./watch-gaps.ts";

const SMALL_PAGE = "2";
const EXIT_CODES = { noGap: 0, gap: 1, notRead: 3 } as const;

interface GapAnswer {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly certainty: string;
}

/** What `watch gaps --json` says, as far as it is looked at. */
interface GapsAnswer {
  readonly connections: readonly { readonly epoch: number }[];
  readonly gaps: readonly GapAnswer[];
}

/** What the ledger is put to the test with. */
export interface LedgerScenarioOptions {
  readonly kills: readonly Kill[];
  /** False where the local AWS cannot render the page after a page: what its `base64Decode` gives is no text. */
  readonly hasPages: boolean;
}

/** What is on record of a stream that is over, by the API and by `watch`, beside the kills that it has met. */
export async function ledgerScenario(
  scene: Scene,
  streamId: string,
  { kills, hasPages }: LedgerScenarioOptions,
): Promise<void> {
  const { checks, say } = scene;
  const told = await checks.check("GET of the ledger tells every connection, one after the other", () =>
    everyConnection(scene, streamId),
  );
  if (told === undefined) return;
  say(`        ${told.map(inShort).join(", ")}`);
  await checks.check("of each killed connection its successor tells how it ended", () => {
    assert.ok(kills.length > 0, "nothing was killed");
    for (const { epoch } of kills) assertInferred(told, epoch);
  });
  if (hasPages) await checks.check("GET of the ledger has pages", () => assertPages(scene, streamId, told));
  await checks.check("GET of the ledger has times from and until which it tells", () =>
    assertTimes(scene, streamId, told),
  );
  const gaps = await checks.check(
    "watch gaps --json tells the same, and a gap around each kill, from the last sign of life on",
    () => gapsOf(scene, { streamId, kills, told }),
  );
  if (gaps === undefined) return;
  await checks.check(
    "watch gaps prints the table with the kills in it, and fails because of their gaps",
    () => assertPrinted(scene, { streamId, kills, allowMs: Math.min(...gaps.map(lengthMs)) - 1 }),
  );
  await checks.check("watch gaps says that a stream is not on record", async () => {
    const { exitCode, stderr } = await watchGaps({ ...scene, streamId: "never-started" });
    assert.equal(exitCode, EXIT_CODES.notRead, stderr);
    assert.match(stderr, /WATCH_STREAM_UNKNOWN/);
  });
}

async function everyConnection({ api }: Scene, streamId: string): Promise<readonly ToldConnection[]> {
  const { connections, next } = await api.ledger(streamId);
  assert.equal(next, undefined);
  const epochs = connections.map((told) => recordOf(told).epoch);
  const [first = 0] = epochs;
  assert.ok(epochs.length > 0, "none is on record");
  assert.deepEqual(
    epochs,
    epochs.map((_, index) => first + index),
  );
  assert.equal(connections.at(-1)?.outcome, "ended");
  return connections;
}

function assertInferred(told: readonly ToldConnection[], epoch: number): void {
  const killed = told.find((connection) => recordOf(connection).epoch === epoch);
  assert.equal(killed?.inferredBySuccessor?.outcome, "killed", `epoch ${epoch}: ${JSON.stringify(killed)}`);
  const { outcome, inferred = [] } = recordOf(killed);
  assert.equal(outcome, "killed");
  assert.ok(inferred.includes("outcome") && inferred.includes("endedAtMs"), `inferred: ${inferred.join()}`);
}

async function assertPages({ api }: Scene, streamId: string, all: readonly ToldConnection[]): Promise<void> {
  const paged: ToldConnection[] = [];
  let pages = 0;
  for (let next: string | undefined, more = true; more; more = next !== undefined) {
    const query: LedgerQuery = { limit: SMALL_PAGE, ...(next !== undefined && { next }) };
    const page = await api.ledger(streamId, query);
    assert.ok(page.connections.length <= Number(SMALL_PAGE), `${page.connections.length} in a page`);
    paged.push(...page.connections);
    pages += 1;
    next = page.next;
  }
  assert.deepEqual(paged, all);
  assert.ok(pages >= all.length / Number(SMALL_PAGE), `${pages} pages`);
}

async function assertTimes({ api }: Scene, streamId: string, all: readonly ToldConnection[]): Promise<void> {
  const [, second, third] = all;
  const since = new Date(recordOf(third).claimedAtMs).toISOString();
  assert.deepEqual((await api.ledger(streamId, { since })).connections, all.slice(2));
  const until = new Date(recordOf(second).claimedAtMs).toISOString();
  assert.deepEqual((await api.ledger(streamId, { until })).connections, all.slice(0, 2));
}

/** The gaps of the kills, as programs are told of them. Where an hour is allowed, none is a reason to fail. */
async function gapsOf(
  scene: Scene,
  {
    streamId,
    kills,
    told,
  }: {
    readonly streamId: string;
    readonly kills: readonly Kill[];
    readonly told: readonly ToldConnection[];
  },
): Promise<readonly GapAnswer[]> {
  const { exitCode, stdout, stderr } = await watchGaps({ ...scene, streamId }, "--json", "--allow", "1h");
  assert.equal(exitCode, EXIT_CODES.noGap, stderr);
  const { connections, gaps }: GapsAnswer = JSON.parse(stdout);
  assert.deepEqual(
    connections.map(({ epoch }) => epoch),
    told.map((connection) => recordOf(connection).epoch),
  );
  return kills.map(({ epoch, atMs, connectedAtMs, upUntilMs }) => {
    const gap = gaps.find(({ fromMs, untilMs }) => fromMs <= atMs && atMs <= untilMs);
    assert.equal(gap?.certainty, "suspected", `epoch ${epoch}, killed at ${atMs}: ${JSON.stringify(gaps)}`);
    const known = `up from ${connectedAtMs} until ${upUntilMs} by its lease`;
    assert.ok(gap.fromMs >= upUntilMs, `epoch ${epoch}, ${known}, is suspected from ${gap.fromMs} on`);
    scene.say(`        epoch ${epoch}: suspected from ${atMs - gap.fromMs} ms before the kill on`);
    return gap;
  });
}

/** @param allowMs less than the gap of any kill */
async function assertPrinted(
  scene: Scene,
  {
    streamId,
    kills,
    allowMs,
  }: { readonly streamId: string; readonly kills: readonly Kill[]; readonly allowMs: number },
): Promise<void> {
  const { exitCode, stdout, stderr } = await watchGaps({ ...scene, streamId }, "--allow", `${allowMs}ms`);
  scene.say(`        ${stdout.trimEnd().replaceAll("\n", "\n        ")}`);
  assert.equal(exitCode, EXIT_CODES.gap, stderr);
  for (const { epoch } of kills) assert.match(stdout, new RegExp(`^${epoch} .* killed \\(inferred\\) `, "m"));
}

function lengthMs({ fromMs, untilMs }: GapAnswer): number {
  return untilMs - fromMs;
}

function recordOf(told: ToldConnection | undefined): ConnectionRecord {
  const record = told && recordOfTold(told);
  assert.ok(record !== undefined, `nothing is told of a connection: ${JSON.stringify(told)}`);
  return record;
}

function inShort(told: ToldConnection): string {
  const { epoch, outcome } = recordOf(told);
  return `${epoch} ${outcome}`;
}
