import type { ProgressOutput } from "./report/progress.ts";
import type { Report } from "./report/report.ts";
import type { Trouble } from "./report/trouble.ts";

/** What a run gives back. */
export interface RunResult {
  readonly report: Report;
  /** The article's table of processing times. */
  readonly timetable: string;
  /** Where the function's log is. */
  readonly logFile: string;
  /** Of its connections, at the end. */
  readonly trouble: Trouble;
}

/** Where a run can be reached while it goes. */
export interface RunDoors {
  /** The API of the deployed stack. */
  readonly api: string;
  /** The page that shows its streams. */
  readonly page: string;
  /** The DynamoDB that has the tables. */
  readonly dynamodb: string;
  /** Step Functions, of a fleet. */
  readonly stepFunctions: string | undefined;
}

/** Where a run tells how far it is, and what stops it. */
export interface RunContext {
  progress: ProgressOutput;
  /** Told when the local API is up. */
  onApi(doors: RunDoors): void;
  /** Stops the run; what was stored is still reported. */
  signal: AbortSignal;
}
