import { parentPort } from "node:worker_threads";
import type { WorkerTask } from "./run-many.ts";
import { runSimulation } from "./run-simulation.ts";
import { summaryOf } from "./summary.ts";

parentPort?.on("message", async (task: WorkerTask) => {
  parentPort?.postMessage(summaryOf(await runSimulation(task)));
});
