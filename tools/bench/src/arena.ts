import { join } from "node:path";
import { type Contest, holdContest, type Row, rowsOf } from "./contest.ts";
import type { Measurement } from "./measurement.ts";
import { type Child, startChild } from "./processes/child.ts";
import { type ContestantContext, type Job, runContestant } from "./processes/run-contestant.ts";

/** How much is measured. */
export interface Extent {
  readonly repetitions: number;
  /** A little of everything, to prove that it works: its figures mean nothing. */
  readonly quick: boolean;
  /** Only contests whose name contains this. */
  readonly filter: string | undefined;
  /** Length of the sink's long run. */
  readonly minutes: number;
  /** Folder for CPU profiles of the contestants. */
  readonly profile: string | undefined;
}

/** A server in a process of its own. */
export interface Server {
  readonly url: string;
  /** Asks its process something. */
  ask<T>(question: string): Promise<T>;
}

/** What suites run in. */
export interface Arena extends Extent {
  readonly signal: AbortSignal;
  /** Starts a module of `servers`; it is stopped with the arena. */
  startServer(name: string): Promise<Server>;
  /** Measures once, in a new process. */
  measure(job: Job, context?: Partial<ContestantContext>): Promise<Measurement>;
  /** Holds a contest, unless the filter leaves it out. */
  hold(contest: Contest): Promise<Row[]>;
  /** Whether any contest of that name is wanted. */
  wants(contest: string): boolean;
}

const SERVER_TIMEOUT_MS = 20_000;
const CONTESTANT_TIMEOUT_MS = 300_000;

/** Sets up an arena. Call `close` at the end, whatever happened. */
export function createArena(
  extent: Extent,
  { signal, progress }: { signal: AbortSignal; progress: (line: string) => void },
): { arena: Arena; close(): Promise<void> } {
  const servers: Child[] = [];
  let jobs = 0;
  const profiled = (job: Job): Job => {
    if (extent.profile === undefined) return job;
    jobs += 1;
    return {
      ...job,
      profile: join(extent.profile, `${String(jobs).padStart(3, "0")}-${job.run}.cpuprofile`),
    };
  };
  const arena: Arena = {
    ...extent,
    signal,
    async startServer(name) {
      const child = startChild({ name, script: new URL(`./servers/${name}.js`, import.meta.url), signal });
      servers.push(child);
      const { port } = await child.receive<{ port: number }>(SERVER_TIMEOUT_MS);
      return {
        url: `http://127.0.0.1:${port}`,
        ask(question) {
          child.send({ question });
          return child.receive(SERVER_TIMEOUT_MS);
        },
      };
    },
    measure: (job, context) =>
      runContestant(profiled(job), { signal, timeoutMs: CONTESTANT_TIMEOUT_MS, ...context }),
    wants: (contest) => extent.filter === undefined || contest.includes(extent.filter),
    async hold(contest) {
      if (!arena.wants(contest.name)) return [];
      const rounds = contest.rounds?.(extent.repetitions) ?? extent.repetitions;
      const measured = await holdContest(contest, {
        rounds,
        signal,
        onMeasured({ round, entrant, measurement }) {
          progress(`${contest.name} ${round}/${rounds} ${entrant}: ${timesOf(measurement)}`);
        },
      });
      return rowsOf(contest, measured);
    },
  };
  return {
    arena,
    async close() {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

function timesOf({ wallMs, cpuMs, gcMs }: Measurement): string {
  return `${wallMs.toFixed(0)} ms, CPU ${cpuMs.toFixed(0)} ms, collector ${gcMs.toFixed(0)} ms`;
}
