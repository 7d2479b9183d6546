import { parentPort, Worker, workerData } from "node:worker_threads";
import { type FleetRunSummary, fleetSummaryOf } from "./fleet/fleet-summary.ts";
import type { FleetPlantName } from "./fleet/plants.ts";
import { runFleet } from "./fleet/run-fleet.ts";
import { overWebSocket } from "./plan/over-web-socket.ts";
import type { PlantName } from "./plants.ts";
import { runSimulation, type SimulationOptions } from "./run-simulation.ts";
import { type RunSummary, summaryOf } from "./summary.ts";

/** What is run: streams with a relay each, or fleets; with a bug built in, if there is a plant. */
export type Subject =
  | {
      readonly fleet: false;
      readonly plant: PlantName | undefined;
      /** Whether every stream is one of messages over a WebSocket. */
      readonly webSocket?: boolean | undefined;
    }
  | { readonly fleet: true; readonly plant: FleetPlantName | undefined };

export interface RunManyOptions {
  readonly seeds: readonly number[];
  readonly subject: Subject;
  /** Threads: a simulation replaces the globals of its thread, so each runs one at a time. */
  readonly jobs: number;
  onRun(run: RunSummary): void;
}

/** What a thread is told: one run to make. */
interface WorkerTask {
  readonly seed: number;
  readonly subject: Subject;
}

/** This module is what the threads run, too: they know it by what they are given at their start. */
const THREAD = "a thread of runMany";

if (workerData === THREAD) {
  parentPort?.on("message", async (task: WorkerTask) => {
    parentPort?.postMessage(await runOne(task));
  });
}

async function runOne({ seed, subject }: WorkerTask): Promise<RunSummary | FleetRunSummary> {
  return subject.fleet
    ? fleetSummaryOf(await runFleet({ seed, plant: subject.plant }))
    : summaryOf(await runSimulation({ seed, plant: subject.plant, adapt: adaptOf(subject) }));
}

/** What is made of the plan of a stream; undefined for the plan as it is. */
export function adaptOf({ webSocket }: Extract<Subject, { fleet: false }>): SimulationOptions["adapt"] {
  return webSocket ? overWebSocket : undefined;
}

/** Runs the seeds, several at a time. The result is in their order, whatever the order in which they were done. */
export async function runMany({ seeds, subject, jobs, onRun }: RunManyOptions): Promise<RunSummary[]> {
  const runs = new Map<number, RunSummary>();
  const left = seeds.values();
  const threads = Array.from({ length: Math.min(jobs, seeds.length) }, async () => {
    const worker = new Worker(new URL(import.meta.url), { workerData: THREAD });
    try {
      for (const seed of left) {
        const run = await runIn(worker, { seed, subject });
        runs.set(seed, run);
        onRun(run);
      }
    } finally {
      await worker.terminate();
    }
  });
  await Promise.all(threads);
  return seeds.flatMap((seed) => runs.get(seed) ?? []);
}

function runIn(worker: Worker, task: WorkerTask): Promise<RunSummary> {
  return new Promise((resolve, reject) => {
    const onError = (error: Error) =>
      reject(new Error(`seed ${task.seed} broke the simulation`, { cause: error }));
    worker.once("error", onError);
    worker.once("message", (run: RunSummary) => {
      worker.off("error", onError);
      resolve(run);
    });
    worker.postMessage(task);
  });
}
