import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import { RelayLostError } from "../errors.ts";
import { killFunctions } from "../processes/kill-functions.ts";
import { killGroup, livesAsGroup } from "../processes/process-groups.ts";
import { sourceArguments } from "./source-arguments.ts";

/** The command of `apps/local`, beside what it exports. */
const CLI = fileURLToPath(new URL("cli.js", import.meta.resolve("@unbounded-streams/local/judge")));

/** The next connection comes every 4 seconds, and has as long again to be up, also on a busy machine. */
const LIFETIME_SECONDS = 10;
const HANDOVER_LEAD_SECONDS = 6;

const MOST_SAID_CHARS = 400;

/** What a run of the relay is for. */
export interface RelayOptions {
  readonly source: SourceDefinition;
  readonly streamId: string;
  /** Where its data and its output, `relay.log`, are. */
  readonly folder: string;
  readonly dynamodbEndpoint: string;
  /** Kills it. */
  readonly signal: AbortSignal;
}

/** The relay of `apps/local`, in processes of its own. */
export interface Relay {
  /** Kills the functions that run at the moment; gives how many. */
  killFunctions(): Promise<number>;
  /** Rejects with RelayLostError when it ends with another code than 0. */
  readonly finished: Promise<RelayReport>;
}

/** What of the run's report counts here. */
export interface RelayReport {
  readonly execution: { readonly status: string; readonly error?: string };
  readonly events: { readonly deadLettered: number; readonly framesSkipped: number };
  /** Times are ISO 8601. */
  readonly connections: readonly {
    readonly startedAt: string;
    readonly connectedAt: string | null;
    readonly endedAt: string;
    readonly outcome: string;
  }[];
  readonly lease: { readonly status?: string; readonly reason?: string; readonly lastError?: string } | null;
}

/** Starts the relay for a stream. */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const { streamId, folder, dynamodbEndpoint, signal } = options;
  const args = [
    ...["--json", "--stream-id", streamId, "--data-dir", folder, "--dynamodb-endpoint", dynamodbEndpoint],
    ...["--lifetime", String(LIFETIME_SECONDS), "--handover-lead", String(HANDOVER_LEAD_SECONDS)],
    ...(await sourceArguments(options.source, folder)),
  ];
  const child = spawn(process.execPath, [CLI, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  livesAsGroup(child);
  const kill = () => killGroup(child, "SIGKILL");
  signal.addEventListener("abort", kill);
  const finished = reportOf(child, join(folder, "relay.log")).finally(() => {
    signal.removeEventListener("abort", kill);
    kill();
  });
  finished.catch(() => undefined);
  return { finished, killFunctions: () => killFunctions(child.pid ?? 0) };
}

async function reportOf(child: ChildProcess, logFile: string): Promise<RelayReport> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new TypeError("the relay's output is not piped");
  stderr.pipe(createWriteStream(logFile));
  const [json] = await Promise.all([text(stdout), once(child, "close")]);
  const report = json === "" ? undefined : (JSON.parse(json) as RelayReport);
  if (child.exitCode === 0 && report !== undefined) return report;
  const how = child.signalCode ?? `code ${child.exitCode}`;
  throw new RelayLostError(`the relay ended with ${how}${whyText(report)}: what it said is in ${logFile}`);
}

function whyText(report: RelayReport | undefined): string {
  const why = report?.lease?.reason ?? report?.lease?.lastError ?? report?.execution.error;
  return why === undefined ? "" : ` (${why.slice(0, MOST_SAID_CHARS)})`;
}
