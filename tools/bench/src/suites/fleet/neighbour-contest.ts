import type { Arena } from "../../arena.ts";
import type { Contest, Entrant } from "../../contest.ts";
import { EVENT_BYTES } from "../../data/events.ts";
import type { Delays } from "../../data/fleet-wire.ts";
import { figure } from "../../measurement.ts";
import type { FleetServers } from "./fleet-servers.ts";
import { sendFor } from "./pace.ts";
import { setStage } from "./stage.ts";

const STREAMS = 10;
const LOUD = "stream-1";
const LOUD_RATE = 1_000;
/** Of each quiet stream. */
const QUIET_RATE = 5;
const PHASE_MS = 15_000;
const QUICK_PHASE_MS = 1_500;
const WARM_UP_SHARE = 0.2;
const REMAINING_MS = 900_000;
const MAX_ROUNDS = 5;
const GOAL_MORE_MS = 100;

/** What a quiet stream's event waits for when a loud one is on the same carrier. */
export function neighbourContest(arena: Arena, servers: FleetServers): Contest {
  const beside = `beside a stream with ${LOUD_RATE} events/s`;
  const alone = "quiet streams alone";
  const row = (percentile: "p50" | "p99") => ({
    ...{ name: `delay of a quiet stream's event, ${percentile}, ${beside}`, ours: beside, peer: alone },
    ...{ metric: figure(`${percentile}Ms`, "ms"), cpuPer: "record" as const },
  });
  return {
    name: "neighbour",
    rounds: (repetitions) => Math.min(repetitions, MAX_ROUNDS),
    entrants: [
      entrantOf(arena, servers, { name: beside, isBeside: true }),
      entrantOf(arena, servers, { name: alone, isBeside: false }),
    ],
    comparisons: [row("p50"), { ...row("p99"), goal: { on: "difference", value: GOAL_MORE_MS } }],
  };
}

function entrantOf(
  arena: Arena,
  servers: FleetServers,
  { name, isBeside }: { name: string; isBeside: boolean },
): Entrant {
  const { signal } = arena;
  const ms = arena.quick ? QUICK_PHASE_MS : PHASE_MS;
  const pace = {
    ...{ rate: QUIET_RATE, burst: 1 },
    ...(isBeside && { loud: { streamId: LOUD, rate: LOUD_RATE } }),
  };
  return {
    name,
    async measure() {
      const stage = await setStage({ servers, signal, carrying: "carrier", streams: STREAMS });
      try {
        const host = await stage.startTurn({ holder: "A", remainingMs: REMAINING_MS });
        await stage.until(
          `${STREAMS} open streams`,
          async () => (await servers.source.streams()).filter(({ open }) => open > 0).length === STREAMS,
        );
        await sendFor(stage, { pace, ms: ms * WARM_UP_SHARE, signal });
        await servers.table.ask({ kind: "forget" });
        const before = await host.state();
        const startedAtMs = performance.now();
        const records = await sendFor(stage, { pace, ms, signal });
        const wallMs = performance.now() - startedAtMs;
        const after = await host.state();
        const { p50Ms, p99Ms } = await servers.table.ask<Delays>({ kind: "delays", but: LOUD });
        return {
          ...{ records, bytes: records * EVENT_BYTES, wallMs, figures: { p50Ms, p99Ms } },
          ...{ cpuMs: after.cpuMs - before.cpuMs, gcMs: after.gcMs - before.gcMs },
        };
      } finally {
        await stage.close();
      }
    },
  };
}
