export { planRun } from "./plan/plan-run.ts";
export { PLANTS, type PlantName } from "./plants.ts";
export { runSimulation, type SimulationOptions, type SimulationResult } from "./run-simulation.ts";
export { addUp, type RunSummary, type Summary, summaryOf } from "./summary.ts";
