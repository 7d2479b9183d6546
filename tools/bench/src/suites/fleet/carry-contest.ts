import { setTimeout as sleep } from "node:timers/promises";
import type { Arena } from "../../arena.ts";
import type { Comparison, Contest, Entrant } from "../../contest.ts";
import { EVENT_BYTES } from "../../data/events.ts";
import { cpuPerRecord, figure, type Measurement } from "../../measurement.ts";
import type { FleetServers } from "./fleet-servers.ts";
import type { FunctionHost } from "./function-host.ts";
import { SILENCE, sendFor } from "./pace.ts";
import { type Carrying, type Stage, setStage } from "./stage.ts";

export const STREAMS = 50;
export const QUICK_STREAMS = 6;
/** Events per second in all, when memory is looked at. */
export const QUIET_RATE = 10;
/** The same, when the CPU of an event is. */
const BUSY_RATE = 1_000;
/** As many as go into one request. */
const BURST = 25;
const PHASE_MS = 10_000;
const QUICK_PHASE_MS = 1_000;
const SAMPLE_MS = 500;
const MAX_ROUNDS = 5;
const GOAL_MIB = 110;
const GOAL_CPU = 1.15;
const REMAINING_MS = 900_000;

/** Memory and CPU of a process that holds fifty streams, beside one that holds one. */
export function carryContest(arena: Arena, servers: FleetServers): Contest {
  const streams = arena.quick ? QUICK_STREAMS : STREAMS;
  const carrier = `a carrier of ${streams} streams`;
  const relay = "a relay of one stream";
  const pair = { ours: carrier, peer: relay, cpuPer: "record" } as const;
  return {
    name: "carry",
    rounds: (repetitions) => Math.min(repetitions, MAX_ROUNDS),
    entrants: [
      entrantOf(arena, servers, { name: carrier, carrying: "carrier", streams }),
      entrantOf(arena, servers, { name: relay, carrying: "relay", streams: 1 }),
    ],
    comparisons: comparisonsOf(pair, streams),
  };
}

function comparisonsOf(pair: Pick<Comparison, "ours" | "peer" | "cpuPer">, streams: number): Comparison[] {
  return [
    {
      ...pair,
      name: `resident memory, ${streams} TLS streams with ${QUIET_RATE} events/s in all`,
      metric: figure("rssMib", "MiB"),
      goal: { on: "ours", value: GOAL_MIB },
    },
    {
      ...pair,
      name: `CPU of a second without events, ${streams} streams`,
      metric: figure("idleCpuMs", "ms CPU/s"),
    },
    {
      ...pair,
      name: `CPU of an event, ${BURST} of a stream at once, ${BUSY_RATE}/s in all (cost)`,
      metric: cpuPerRecord,
      goal: { on: "ratio", value: GOAL_CPU },
    },
    {
      ...pair,
      name: `CPU of an event, each by itself, ${BUSY_RATE}/s in all (cost)`,
      metric: figure("loneEventCpuUs", "us CPU/event"),
    },
  ];
}

function entrantOf(
  arena: Arena,
  servers: FleetServers,
  { name, carrying, streams }: { name: string; carrying: Carrying; streams: number },
): Entrant {
  return {
    name,
    async measure() {
      const { signal } = arena;
      const stage = await setStage({ servers, signal, carrying, streams });
      try {
        const host = await stage.startTurn({ holder: "A", remainingMs: REMAINING_MS });
        await stage.until(`${streams} open streams`, () => areOpen(stage, streams));
        return await measureTurn(arena, stage, host);
      } finally {
        await stage.close();
      }
    },
  };
}

async function areOpen({ servers }: Stage, streams: number): Promise<boolean> {
  const open = (await servers.source.streams()).filter((stream) => stream.open > 0);
  return open.length === streams;
}

async function measureTurn(arena: Arena, stage: Stage, host: FunctionHost): Promise<Measurement> {
  const { signal } = arena;
  const ms = arena.quick ? QUICK_PHASE_MS : PHASE_MS;
  const rateOfEach = (rate: number) => rate / stage.streamIds.length;
  await stage.servers.source.setPace({ rate: rateOfEach(QUIET_RATE), burst: 1 });
  const rssMib = await highestRss(host, { ms: 2 * ms, signal });
  await stage.servers.source.setPace(SILENCE);
  const idleCpuMs = await idleCpu(host, { ms, signal });
  const busy = { ms, signal, rate: rateOfEach(BUSY_RATE) };
  const lone = await costOf(stage, host, { ...busy, burst: 1 });
  const batched = await costOf(stage, host, { ...busy, burst: BURST });
  return {
    ...batched,
    bytes: batched.records * EVENT_BYTES,
    figures: { rssMib, idleCpuMs, loneEventCpuUs: (lone.cpuMs * 1_000) / lone.records },
  };
}

async function highestRss(
  host: FunctionHost,
  { ms, signal }: { ms: number; signal: AbortSignal },
): Promise<number> {
  let highest = 0;
  for (let passedMs = 0; passedMs < ms; passedMs += SAMPLE_MS) {
    await sleep(SAMPLE_MS, undefined, { signal });
    highest = Math.max(highest, (await host.state()).rssMib);
  }
  return highest;
}

/** CPU time of one second, in milliseconds. */
async function idleCpu(
  host: FunctionHost,
  { ms, signal }: { ms: number; signal: AbortSignal },
): Promise<number> {
  await sleep(SAMPLE_MS, undefined, { signal });
  const before = await host.state();
  await sleep(ms, undefined, { signal });
  const after = await host.state();
  return (after.cpuMs - before.cpuMs) / (ms / 1_000);
}

/** A tenth of the time is warm-up. */
async function costOf(
  stage: Stage,
  host: FunctionHost,
  { ms, signal, ...pace }: { ms: number; signal: AbortSignal; rate: number; burst: number },
): Promise<Pick<Measurement, "records" | "wallMs" | "cpuMs" | "gcMs">> {
  await sendFor(stage, { pace, ms: ms / 10, signal });
  const before = await host.state();
  const startedAtMs = performance.now();
  const records = await sendFor(stage, { pace, ms, signal });
  const wallMs = performance.now() - startedAtMs;
  const after = await host.state();
  return { records, wallMs, cpuMs: after.cpuMs - before.cpuMs, gcMs: after.gcMs - before.gcMs };
}
