import assert from "node:assert/strict";
import { carrierId, DEFAULT_FLEET } from "@unbounded-streams/stream-lease";
import { executionsOf, type RelayExecution } from "./executions.ts";
import { assertStored, leaseOf, type Scene } from "./scene.ts";
import { until } from "./until.ts";

/** Streams of the fleet, with those that are added while it runs. */
const STREAMS = 20;
const ADDED = 2;
const STOPPED = 2;
const CARRIER = carrierId(DEFAULT_FLEET, 1);
/** Of the whole carrier, each with all its streams. */
const MIN_HANDOVERS = 2;
const STEP_WITHIN_MS = 120_000;
const STREAMS_WITHIN_MS = 300_000;
/** A carrier rests half a minute after its last stream. */
const REST_WITHIN_MS = 120_000;

const IDS = Array.from({ length: STREAMS }, (_, index) => `fleet-${index + 1}`);
const FIRST = IDS.slice(0, STREAMS - ADDED);
const LATE = IDS.slice(STREAMS - ADDED);
const TO_STOP = FIRST.slice(0, STOPPED);
const TO_END = IDS.filter((streamId) => !TO_STOP.includes(streamId));

/** Many streams on one carrier, over handovers of the whole carrier, a killed function, and streams that come and go. */
export async function fleetScenario(scene: Scene): Promise<void> {
  const { checks } = scene;
  await checks.check(`POST of ${FIRST.length} streams: a carrier takes them all`, async () => {
    await Promise.all(FIRST.map((streamId) => scene.api.start(streamId)));
    await connected(scene, FIRST);
  });
  await checks.check("the carrier hands all its streams over", () => handedOver(scene, 1));
  await checks.check("a function is killed, and its streams are carried again", () => killOnce(scene));
  await checks.check("streams are added and stopped while the carrier runs", () => comeAndGo(scene));
  await checks.check("the others run to their end", () => allEnded(scene));
  await checks.check("the carrier rests when no stream is left, and nothing runs any more", () =>
    rested(scene),
  );
  const executions = await executionsOfCarrier(scene);
  const outcomes = executions.flatMap((execution) => execution.outcomes);
  const failures = executions.flatMap((execution) => execution.failures);
  scene.say(`        outcomes: ${outcomes.join(", ")}; failures: ${failures.join(", ")}`);
  await checks.check(
    `at least ${MIN_HANDOVERS} handovers of the carrier, one kill, and executions that succeed`,
    () => {
      const handovers = outcomes.filter((outcome) => outcome === "superseded").length;
      assert.ok(handovers >= MIN_HANDOVERS, `${handovers} handovers, outcomes ${outcomes.join(", ")}`);
      assert.ok(failures.length >= 1, "no failed task");
      assert.deepEqual([...new Set(executions.map(({ status }) => status))], ["SUCCEEDED"]);
    },
  );
  await checks.check("of each stream that ended, all is stored once", () => allStored(scene));
}

/** Whether each has a connection, by the source's own record. */
async function connected(scene: Scene, streamIds: readonly string[]): Promise<void> {
  const { source, signal } = scene;
  await until(
    `a connection of each of ${streamIds.length} streams`,
    () => streamIds.every((streamId) => (source.truth(streamId)?.events.length ?? 0) > 0),
    { withinMs: STEP_WITHIN_MS, signal },
  );
}

async function handedOver(scene: Scene, handovers: number): Promise<void> {
  await until(
    `handover ${handovers} of the carrier`,
    async () => {
      const outcomes = (await executionsOfCarrier(scene)).flatMap((execution) => execution.outcomes);
      return outcomes.filter((outcome) => outcome === "superseded").length >= handovers;
    },
    { withinMs: STEP_WITHIN_MS, signal: scene.signal },
  );
}

async function killOnce(scene: Scene): Promise<void> {
  const before = await leaseOf(scene, CARRIER);
  const killed = await scene.killFunctions();
  assert.ok(killed > 0, "no function was running");
  scene.say(`        in epoch ${before?.epoch} of the carrier: ${killed} processes of functions killed`);
  // Where both invocations of a handover were killed, a second carrier may have taken some of the streams meanwhile.
  const killedAtMs = Date.now();
  await until(
    "streams that are carried again",
    async () => {
      const { source } = scene;
      const areUp = FIRST.every((streamId) =>
        source
          .truth(streamId)
          ?.connections.some(({ startedAt, endedAt }) => startedAt > killedAtMs && endedAt === null),
      );
      return areUp && ((await leaseOf(scene, CARRIER))?.epoch ?? 0) > (before?.epoch ?? 0);
    },
    { withinMs: STEP_WITHIN_MS, signal: scene.signal },
  );
}

async function comeAndGo(scene: Scene): Promise<void> {
  const { source, api, signal } = scene;
  await Promise.all(LATE.map((streamId) => api.start(streamId)));
  await connected(scene, LATE);
  for (const streamId of TO_STOP) {
    const made = [...(source.truth(streamId)?.events ?? [])];
    assert.equal(await api.stop(streamId), true);
    await until(
      `quiet after the stop of ${streamId}`,
      () => source.truth(streamId)?.connections.every(({ endedAt }) => endedAt !== null),
      { withinMs: STEP_WITHIN_MS, signal },
    );
    assert.equal((await leaseOf(scene, streamId))?.status, "stopped");
    await assertStored(scene, streamId, source.truth(streamId)?.events ?? [], made);
  }
}

async function allEnded(scene: Scene): Promise<void> {
  await until(
    "the end of the streams",
    async () => {
      const leases = await Promise.all(TO_END.map((streamId) => leaseOf(scene, streamId)));
      return leases.every((lease) => lease?.status === "ended");
    },
    { withinMs: STREAMS_WITHIN_MS, signal: scene.signal },
  );
}

async function rested(scene: Scene): Promise<void> {
  const { clients, outputs, signal } = scene;
  await until(
    "rest",
    async () => {
      if ((await leaseOf(scene, CARRIER))?.status === "running") return false;
      const admissions = IDS.map((streamId) =>
        executionsOf(clients.stepFunctions, { stateMachineArn: outputs.StateMachineArn, streamId }),
      );
      const all = [...(await Promise.all(admissions)).flat(), ...(await executionsOfCarrier(scene))];
      return all.every(({ status }) => status !== "RUNNING");
    },
    { withinMs: REST_WITHIN_MS, signal },
  );
}

async function allStored(scene: Scene): Promise<void> {
  let events = 0;
  for (const streamId of TO_END) {
    const made = scene.source.truth(streamId)?.events ?? [];
    assert.ok(made.length > 0, `the source has made no events of ${streamId}`);
    await assertStored(scene, streamId, made);
    events += made.length;
  }
  scene.say(`        ${events} events of ${TO_END.length} streams made, all of them stored once`);
}

function executionsOfCarrier({ clients, outputs }: Scene): Promise<RelayExecution[]> {
  const { CarrierMachineArn: stateMachineArn = "" } = outputs;
  return executionsOf(clients.stepFunctions, { stateMachineArn, streamId: CARRIER });
}
