import assert from "node:assert/strict";
import type { Kill } from "./kill.ts";
import { assertStored, executionsOfStream, leaseOf, type Scene } from "./scene.ts";
import { until } from "./until.ts";

/** Runs from its first event to its end. */
export const STREAM_ID = "relayed";
/** A colon may stand in a path as it is, or encoded. */
export const STOPPED_ID = "stopped:by-hand";
const MIN_HANDOVERS = 5;
const KILL_AT_EPOCHS = [3, 7];
const STEP_WITHIN_MS = 60_000;
const STREAM_WITHIN_MS = 180_000;

/** Two connections are cut in the middle of an event, two more drop. */
const FAULTS = "cut-record-after-events:20:next=2,drop-after-events:40:next=4";
/** What the connection meets that is to take over from a killed one. */
const FAULTS_AFTER_KILL = "refuse:503:next=1";

/**
 * A stream from its first event to its end signal, over handovers, faults of the source, and killed functions.
 *
 * @returns the kills
 */
export async function relayScenario(scene: Scene): Promise<readonly Kill[]> {
  const { checks, source, api } = scene;
  source.setFaults(STREAM_ID, FAULTS);
  await checks.check("POST starts an execution with the input that the API's template renders", () =>
    api.start(STREAM_ID),
  );
  const kills = await checks.check("functions are killed while they hold the stream", () => killTwice(scene));
  await checks.check("the stream runs to its end", () => ended(scene, STREAM_ID));
  const executions = await executionsOfStream(scene, STREAM_ID);
  const outcomes = executions.flatMap((execution) => execution.outcomes);
  const failures = executions.flatMap((execution) => execution.failures);
  scene.say(`        outcomes: ${outcomes.join(", ")}; failures: ${failures.join(", ")}`);
  await checks.check(`at least ${MIN_HANDOVERS} connections handed over to the next`, () => {
    const handovers = outcomes.filter((outcome) => outcome === "superseded").length;
    assert.ok(handovers >= MIN_HANDOVERS, `${handovers} handovers, outcomes ${outcomes.join(", ")}`);
  });
  await checks.check("Step Functions saw every kill as a failed task, and the stream went on", () => {
    assert.ok(failures.length >= KILL_AT_EPOCHS.length, `${failures.length} failed tasks`);
  });
  await checks.check("the source's faults have struck", () => {
    const { connections = [], refusals = [] } = source.truth(STREAM_ID) ?? {};
    const reasons = connections.map(({ endReason }) => endReason);
    assert.ok(
      refusals.some(({ status }) => status === 503),
      "no 503",
    );
    assert.ok(reasons.includes("dropped") && reasons.includes("cut"), `ended by ${reasons.join(", ")}`);
  });
  await checks.check("successor executions carried it on, and all have succeeded", () => {
    assert.ok(executions.length >= 2, `${executions.length} executions`);
    assert.deepEqual([...new Set(executions.map(({ status }) => status))], ["SUCCEEDED"]);
  });
  await checks.check("table and truth are the same: none lost, none stored twice, none unknown", async () => {
    const made = source.truth(STREAM_ID)?.events ?? [];
    assert.ok(made.length > 0, "the source has made no events");
    await assertStored(scene, STREAM_ID, made);
    scene.say(`        ${made.length} events made, all of them stored once`);
  });
  await checks.check("POST does not begin an ended stream again by itself", () => refusedRestart(scene));
  return kills ?? [];
}

/** A stream that never ends by itself, until DELETE. */
export async function stopScenario(scene: Scene): Promise<void> {
  const { checks, source, api } = scene;
  await checks.check("DELETE does not stop what was never started", async () => {
    assert.equal(await api.stop("never-started"), false);
  });
  await api.start(STOPPED_ID);
  await until("events of the stream that is to be stopped", () => source.truth(STOPPED_ID)?.events[50], {
    withinMs: STEP_WITHIN_MS,
    signal: scene.signal,
  });
  await checks.check("DELETE stops a running stream, and its execution succeeds", async () => {
    const made = source.truth(STOPPED_ID)?.events ?? [];
    assert.equal(await api.stop(STOPPED_ID), true);
    await until("the end of the stopped execution", () => allOver(scene, STOPPED_ID), {
      withinMs: STEP_WITHIN_MS,
      signal: scene.signal,
    });
    const [execution] = await executionsOfStream(scene, STOPPED_ID);
    assert.equal(execution?.status, "SUCCEEDED");
    assert.equal((await leaseOf(scene, STOPPED_ID))?.status, "stopped");
    await assertStored(scene, STOPPED_ID, source.truth(STOPPED_ID)?.events ?? [], made);
  });
  await checks.check("nobody is connected to a stopped stream", () => {
    const open = source.truth(STOPPED_ID)?.connections.filter(({ endedAt }) => endedAt === null);
    assert.deepEqual(open, []);
  });
}

async function killTwice(scene: Scene): Promise<Kill[]> {
  const kills: Kill[] = [];
  for (const epoch of KILL_AT_EPOCHS) {
    const held = await until(
      `a write in epoch ${epoch} of the lease that shows for how long its connection has been up`,
      () => heldIn(scene, epoch),
      { withinMs: STEP_WITHIN_MS, signal: scene.signal },
    );
    scene.source.setFaults(STREAM_ID, FAULTS_AFTER_KILL);
    const killed = await scene.killFunctions();
    assert.ok(killed > 0, "no function was running");
    kills.push({ ...held, atMs: Date.now() });
    scene.say(`        in epoch ${held.epoch}: ${killed} processes of functions killed`);
  }
  return kills;
}

/** Who holds the stream from an epoch on, when a write has shown that it was up for a while; undefined before. */
async function heldIn(scene: Scene, fromEpoch: number): Promise<Omit<Kill, "atMs"> | undefined> {
  const { epoch, connectedAtMs, upUntilMs } = (await leaseOf(scene, STREAM_ID)) ?? {};
  if (epoch === undefined || connectedAtMs === undefined || upUntilMs === undefined) return undefined;
  return epoch >= fromEpoch && upUntilMs > connectedAtMs ? { epoch, connectedAtMs, upUntilMs } : undefined;
}

async function ended(scene: Scene, streamId: string): Promise<void> {
  const { signal } = scene;
  await until("the end of the stream", () => allOver(scene, streamId), {
    withinMs: STREAM_WITHIN_MS,
    signal,
  });
  assert.equal((await leaseOf(scene, streamId))?.status, "ended");
}

async function refusedRestart(scene: Scene): Promise<void> {
  const before = (await executionsOfStream(scene, STREAM_ID)).length;
  const arn = await scene.api.start(STREAM_ID);
  await until("the end of the second start", () => allOver(scene, STREAM_ID), {
    withinMs: STEP_WITHIN_MS,
    signal: scene.signal,
  });
  const executions = await executionsOfStream(scene, STREAM_ID);
  assert.equal(executions.length, before + 1);
  const outcome = executions.find((execution) => execution.arn === arn)?.output;
  assert.match(JSON.stringify(outcome), /not-restarted/);
}

/** A lease that is over tells more than executions: an execution ends before its successor is there. */
async function allOver(scene: Scene, streamId: string): Promise<boolean> {
  if ((await leaseOf(scene, streamId))?.status === "running") return false;
  const executions = await executionsOfStream(scene, streamId);
  return executions.length > 0 && executions.every(({ status }) => status !== "RUNNING");
}
