import { fileURLToPath } from "node:url";
import { type Program, startProgram } from "./program.ts";

/** The command of `apps/local`, beside what it exports. */
const CLI = fileURLToPath(new URL("cli.js", import.meta.resolve("@unbounded-streams/local/judge")));

/** How connections come out that were killed: they may have said nothing of themselves, or not all. */
export const CUT_OFF: readonly string[] = ["crashed", "timed-out", "aborted"];

/** What of a run's report is compared with the page. */
export interface Report {
  readonly connections: readonly ReportedConnection[];
  readonly coverage: {
    readonly coveredMs: number;
    readonly gapMs: number;
    readonly gaps: number;
    readonly longestGapMs: number;
    /** By the ledger of one stream, in order; absent for a fleet. */
    readonly list?: readonly ListedGap[];
  };
  readonly events: { readonly stored: number; readonly duplicatesReceived: number };
  readonly fleet?: { readonly carriers: number; readonly perStream: readonly ReportedStream[] };
}

/** A time without a connection; ISO 8601. */
export interface ListedGap {
  readonly from: string;
  readonly until: string;
  readonly isSwap: boolean;
}

/** One stream of a fleet. */
export interface ReportedStream {
  readonly streamId: string;
  readonly stored: number;
  readonly gaps: number;
  readonly longestGapMs: number;
}

/** One connection; times are ISO 8601. */
export interface ReportedConnection {
  /** In a fleet, the stream and the carrier. */
  readonly streamId?: string;
  readonly carrier?: string;
  readonly branch: string;
  readonly startedAt: string;
  readonly connectedAt: string | null;
  readonly endedAt: string;
  readonly outcome: string;
  readonly epoch: number | null;
  readonly openings: number;
  readonly handover: { readonly proven: boolean } | null;
}

/** A run of a stream, whose page lives while it does. */
export interface Run {
  readonly program: Program;
  /** The address of its page. */
  readonly page: string;
  readonly report: Promise<Report>;
}

/** Starts a run over a DynamoDB that outlives it. */
export async function startRun(
  argv: readonly string[],
  { endpoint, folder }: { readonly endpoint: string; readonly folder: string },
): Promise<Run> {
  const program = startProgram(
    CLI,
    [...argv, "--json", "--dynamodb-endpoint", endpoint, "--data-dir", folder],
    {},
  );
  const [, page = ""] = await program.printed(/^Page: (\S+)$/m);
  const report = program.finished.then((json) => JSON.parse(json) as Report);
  report.catch(() => undefined);
  return { program, page, report };
}
