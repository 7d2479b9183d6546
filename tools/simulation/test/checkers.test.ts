import type { Lease } from "@unbounded-streams/stream-lease";
import { expect, test } from "vitest";
import { checkCheckpoints } from "../src/checkers/check-checkpoints.ts";
import { checkGaps } from "../src/checkers/check-gaps.ts";
import { checkHistory } from "../src/checkers/check-history.ts";
import { checkLease } from "../src/checkers/check-lease.ts";
import { checkLoss } from "../src/checkers/check-loss.ts";
import { checkOwners } from "../src/checkers/check-owners.ts";
import { checkProgress } from "../src/checkers/check-progress.ts";
import { checkProofs } from "../src/checkers/check-proofs.ts";
import { checkStorage } from "../src/checkers/check-storage.ts";
import type { ConnectionRecord, History } from "../src/history.ts";
import { emptyHistory, T0 } from "./support/quiet-world.ts";

const EXECUTION = "arn:aws:states:us-east-1:000000000000:execution:relay:start-1";

const BEGUN: Lease = {
  streamId: "stream-1",
  status: "running",
  executionArn: EXECUTION,
  epoch: 1,
  startedAtMs: T0,
  counts: { received: 0, stored: 0, duplicates: 0 },
  failures: 0,
  connections: 0,
};

const CLAIMED: Lease = {
  ...BEGUN,
  epoch: 2,
  holder: "start-1/A",
  claimId: "inv-1",
  claimedAtMs: T0 + 100,
  handoverAtMs: T0 + 40_000,
  expiresAtMs: T0 + 110_000,
};

/** Writes the lease, one change after the other. */
function write(history: History, atMs: number, by: string, after: Lease): void {
  const before = history.leaseChanges.at(-1)?.after;
  history.leaseChanges.push({ order: atMs * 10, atMs: T0 + atMs, by, before, after });
}

function connect(
  history: History,
  record: Partial<ConnectionRecord> & { fromMs: number; untilMs: number },
): void {
  const { fromMs, untilMs, ...rest } = record;
  history.connections.push({
    ...{ invocation: "inv-1", requestNumber: 1, requestedOrder: fromMs * 10, requestedAtMs: T0 + fromMs },
    ...{ attachedAtMs: T0 + fromMs, deadAtMs: T0 + untilMs, overOrder: untilMs * 10, delivered: [] },
    ...rest,
  });
}

function make(history: History, count: number): void {
  const from = history.made.length;
  for (let n = from; n < from + count; n += 1) {
    history.made.push({ atMs: T0 + n * 1_000, data: JSON.stringify({ id: n + 1, n }) });
  }
}

function store(history: History, index: number, atMs: number, key = `key-${index}`): void {
  const data = history.made[index]?.data ?? "";
  history.stored.set(key, { order: atMs * 10, atMs: T0 + atMs, data });
}

/** One invocation that held the stream from its begin to its end, as it should. */
function goodHistory(): History {
  const history = emptyHistory();
  make(history, 5);
  write(history, 0, "start-1", BEGUN);
  write(history, 100, "inv-1", CLAIMED);
  history.claims.push({ atMs: T0 + 110, invocation: "inv-1", claimId: "inv-1", expectedEpoch: 1, epoch: 2 });
  connect(history, { fromMs: 200, untilMs: 9_000, delivered: [0, 1, 2, 3, 4] });
  for (const index of [0, 1, 2, 3, 4]) store(history, index, 1_000 + index);
  const counts = { received: 5, stored: 5, duplicates: 0 };
  write(history, 4_200, "inv-1", { ...CLAIMED, counts, checkpoint: "5" });
  write(history, 9_000, "inv-1", { ...CLAIMED, counts, checkpoint: "5", status: "ended" });
  const result = { end: "returned", result: "ended", endedAtMs: T0 + 9_010 } as const;
  history.invocations.push({ id: "inv-1", holder: "start-1/A", startedAtMs: T0 + 50, ...result });
  history.executions.push({
    ...{ name: "start-1", machine: "relay", isSuccessor: false, isRestart: false, startedAtMs: T0 },
    ...{ status: "succeeded", result: "ended", endedAtMs: T0 + 9_100 },
  });
  history.streamOver = { atMs: T0 + 9_000, how: "ended" };
  history.endMs = T0 + 9_200;
  return history;
}

const said = (violations: readonly { what: string }[]) => violations.map(({ what }) => what);

test("a history in which all is well breaks no rule", () => {
  expect(checkHistory(goodHistory())).toEqual([]);
});

test("an event that reached an invocation and is not stored is lost, unless the invocation was killed", () => {
  const history = goodHistory();
  history.stored.delete("key-3");
  expect(said(checkLoss(history))).toEqual(["event 3 is lost: it reached inv-1"]);
  Object.assign(history.invocations[0] ?? {}, { end: "killed" });
  expect(checkLoss(history)).toEqual([]);
});

test("an event after the first checkpoint is lost when nobody stored it, whoever was killed", () => {
  const history = goodHistory();
  make(history, 2);
  Object.assign(history.invocations[0] ?? {}, { end: "killed" });
  expect(said(checkLoss(history))).toEqual(
    [5, 6].map((n) => `event ${n} is lost: it came after a checkpoint`),
  );
  history.forgotten.add(5).add(6);
  expect(checkLoss(history)).toEqual([]);
});

test("a source that cannot resume owes nothing that no invocation received", () => {
  const history = { ...goodHistory(), plan: emptyHistory({ canResume: false }).plan };
  make(history, 2);
  expect(checkLoss(history)).toEqual([]);
});

test("one event under two keys is stored twice; an item that the source never sent breaks a rule", () => {
  const history = goodHistory();
  store(history, 2, 1_500, "another-key");
  expect(checkStorage(history)).toMatchObject([{ kind: "storedTwice" }]);
  history.stored.set("cut", { order: 1, atMs: T0, data: '{"id":2,"n"' });
  expect(checkStorage(history).map(({ kind }) => kind)).toEqual(["storedTwice", "rule"]);
});

test("two claims of one epoch, and a claim on the strength of an old epoch, are double owners", () => {
  const history = goodHistory();
  history.claims.push({ atMs: T0 + 300, invocation: "inv-2", claimId: "inv-2", expectedEpoch: 1, epoch: 2 });
  expect(said(checkOwners(history))).toEqual(["inv-1 and inv-2 both won epoch 2"]);
  history.claims[1] = { atMs: T0, invocation: "inv-2", claimId: "inv-2", expectedEpoch: 1, epoch: 3 };
  expect(said(checkOwners(history))).toEqual(["inv-2 won epoch 3, it had been told to follow epoch 1"]);
});

test("a connection is opened again only by an owner that has looked at the lease since", () => {
  const history = goodHistory();
  connect(history, { requestNumber: 2, fromMs: 9_100, untilMs: 9_150 });
  const [blind] = said(checkOwners(history));
  expect(blind).toBe(
    "inv-1 opens connection 2 without having looked at the lease since the last one was over",
  );
  history.leaseSights.push({ order: 90_500, by: "inv-1", lease: { ...CLAIMED, epoch: 3, claimId: "inv-2" } });
  expect(said(checkOwners(history))).toEqual([
    "inv-1 opens connection 2 although the lease showed epoch 3, running, claim inv-2",
  ]);
  history.leaseSights.push({ order: 90_600, by: "inv-1", lease: CLAIMED });
  expect(checkOwners(history)).toEqual([]);
});

test("time without a connection needs a fault that covers all of it", () => {
  const history = goodHistory();
  Object.assign(history.connections[0] ?? {}, { deadAtMs: T0 + 3_000 });
  connect(history, { requestNumber: 2, fromMs: 5_000, untilMs: 9_000 });
  expect(said(checkGaps(history))).toEqual(["no connection for 2000 ms and no fault"]);
  history.faults.push({ kind: "drop", fromMs: T0 + 2_990, untilMs: T0 + 4_999 });
  expect(checkGaps(history)).toHaveLength(1);
  history.faults.push({ kind: "kill", fromMs: T0 + 4_000, untilMs: T0 + 6_000 });
  expect(checkGaps(history)).toEqual([]);
});

test("a stream whose connections end before it does has a gap", () => {
  const history = goodHistory();
  Object.assign(history.connections[0] ?? {}, { deadAtMs: T0 + 3_000 });
  expect(said(checkGaps(history))).toEqual(["no connection for 6000 ms and no fault"]);
});

test("what hangs, fails or ends too late is stuck", () => {
  const late = goodHistory();
  Object.assign(late.executions[0] ?? {}, { endedAtMs: T0 + 80_000 });
  expect(said(checkProgress(late))).toEqual(["execution start-1 went on for 71 s after the end"]);
  const failed = goodHistory();
  Object.assign(failed.executions[0] ?? {}, { status: "failed", result: "NoSuccessor" });
  expect(said(checkProgress(failed))).toEqual(["execution start-1 failed: NoSuccessor"]);
  const hanging = goodHistory();
  Object.assign(hanging, { clockEnd: "idle" });
  expect(checkProgress(hanging)).toMatchObject([{ kind: "stuck" }]);
  const open = goodHistory();
  open.leaseChanges.pop();
  expect(said(checkProgress(open))).toEqual(["the stream is ended, its lease says running"]);
  const unhandled = goodHistory();
  unhandled.unhandled.push("TypeError: no");
  expect(said(checkProgress(unhandled))).toEqual(["not handled: TypeError: no"]);
});

test.each<[string, string, Partial<Lease>, string]>([
  ["lowers the epoch", "inv-1", { epoch: 1 }, "lowered the epoch from 2 to 1"],
  ["skips an epoch", "inv-2", { epoch: 4, claimId: "inv-2" }, "raised the epoch from 2 to 4 at once"],
  ["claims without raising the epoch", "inv-2", { claimId: "inv-2" }, "claimed without raising the epoch, 2"],
  [
    "writes a checkpoint that is not its own",
    "inv-0",
    { checkpoint: "7" },
    "wrote although inv-1 holds the stream",
  ],
  ["ends what another one holds", "inv-0", { status: "ended" }, "wrote although inv-1 holds the stream"],
  [
    "begins what another execution runs",
    "start-2",
    { epoch: 3, executionArn: "start-2", startedAtMs: T0 + 500 },
    `(start-2) began a stream that ${EXECUTION} runs`,
  ],
])("a write to the lease that %s breaks a rule", (_, by, change, what) => {
  const history = emptyHistory();
  write(history, 0, "start-1", BEGUN);
  write(history, 100, "inv-1", CLAIMED);
  write(history, 600, by, { ...CLAIMED, ...change });
  expect(said(checkLease(history))).toEqual([`${by} ${what}`]);
});

test("the end is final: neither its status nor its epoch changes", () => {
  for (const change of [{ status: "running" }, { epoch: 3, claimId: "inv-2" }] as const) {
    const history = goodHistory();
    const [last] = history.leaseChanges.slice(-1);
    write(history, 9_100, "inv-2", { ...(last?.after ?? CLAIMED), ...change });
    expect(checkLease(history)).toMatchObject([{ kind: "rule" }]);
  }
});

test("a checkpoint never stands after an event that is not durable yet", () => {
  const history = goodHistory();
  make(history, 3);
  write(history, 9_050, "inv-1", { ...CLAIMED, checkpoint: "8" });
  store(history, 5, 9_000);
  store(history, 6, 9_060);
  store(history, 7, 9_000);
  expect(said(checkCheckpoints(history))).toEqual([
    "inv-1 set the checkpoint after event 7, event 6 was not stored",
  ]);
  store(history, 6, 9_040);
  expect(checkCheckpoints(history)).toEqual([]);
});

test("a handover that is called proven without an event in common is found", () => {
  const history = goodHistory();
  const proven = {
    id: "inv-2",
    holder: "start-1/B",
    startedAtMs: T0 + 50,
    end: "returned",
    proven: true,
  } as const;
  history.invocations.push(proven);
  expect(checkProofs(history)).toMatchObject([{ kind: "rule", what: expect.stringContaining("inv-2") }]);
  connect(history, { fromMs: 8_000, untilMs: 9_000, invocation: "inv-2", delivered: [4] });
  expect(checkProofs(history)).toEqual([]);
});
