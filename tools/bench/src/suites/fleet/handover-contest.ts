import { setTimeout as sleep } from "node:timers/promises";
import type { Arena } from "../../arena.ts";
import type { Contest, Entrant } from "../../contest.ts";
import { EVENT_BYTES } from "../../data/events.ts";
import { WrongTallyError } from "../../errors.ts";
import { figure, type Measurement } from "../../measurement.ts";
import { QUICK_STREAMS, QUIET_RATE, STREAMS } from "./carry-contest.ts";
import type { FleetServers } from "./fleet-servers.ts";
import { SILENCE, tallyOf } from "./pace.ts";
import { type Carrying, HANDOVER_LEAD_MS, type Stage, setStage } from "./stage.ts";

/** In which all streams are opened, before the first invocation is to be relieved. */
const OPENING_MS = 30_000;
const QUICK_OPENING_MS = 10_000;
const REMAINING_MS = 900_000;
const MAX_ROUNDS = 3;
const GOAL_SECONDS = 10;
/** Share of a vCPU that Lambda gives a function of 128 MB. */
const SMALL_FUNCTION_VCPU = 0.07;

/** How long it takes until every stream is in the hands of the next invocation; each has both connections up meanwhile. */
export function handoverContest(arena: Arena, servers: FleetServers): Contest {
  const streams = arena.quick ? QUICK_STREAMS : STREAMS;
  const carrier = `a carrier of ${streams} streams`;
  const relay = "a relay of one stream";
  const pair = { ours: carrier, peer: relay, cpuPer: "run" } as const;
  return {
    name: "handover",
    rounds: (repetitions) => Math.min(repetitions, MAX_ROUNDS),
    entrants: [
      entrantOf(arena, servers, { name: carrier, carrying: "carrier", streams }),
      entrantOf(arena, servers, { name: relay, carrying: "relay", streams: 1 }),
    ],
    comparisons: [
      {
        ...pair,
        name: `handover of ${streams} streams, both connections up meanwhile`,
        metric: figure("handoverSeconds", "s"),
        goal: { on: "ours", value: GOAL_SECONDS },
      },
      {
        ...pair,
        name: `the CPU of that, start-up included, at ${SMALL_FUNCTION_VCPU} vCPU`,
        metric: figure("smallFunctionSeconds", "s"),
      },
    ],
  };
}

function entrantOf(
  arena: Arena,
  servers: FleetServers,
  { name, carrying, streams }: { name: string; carrying: Carrying; streams: number },
): Entrant {
  return {
    name,
    async measure() {
      const stage = await setStage({ servers, signal: arena.signal, carrying, streams });
      try {
        return await handOver(arena, stage, name);
      } finally {
        await stage.close();
      }
    },
  };
}

async function handOver({ quick, signal }: Arena, stage: Stage, name: string): Promise<Measurement> {
  const { source } = stage.servers;
  const { streamIds } = stage;
  const openingMs = quick ? QUICK_OPENING_MS : OPENING_MS;
  const before = await tallyOf(stage);
  await source.setPace({ rate: QUIET_RATE / streamIds.length, burst: 1 });
  const first = await stage.startTurn({ holder: "A", remainingMs: openingMs + HANDOVER_LEAD_MS });
  await sleep(openingMs, undefined, { signal });
  await requireStreams(stage, name, "open before the handover", ({ open }) => open === 1);
  const second = await stage.startTurn({ holder: "B", remainingMs: REMAINING_MS });
  const startedAtMs = performance.now();
  await stage.until("a handover of all streams", async () => (await first.state()).outcome !== undefined);
  const wallMs = performance.now() - startedAtMs;
  const { outcome } = await first.state();
  if (outcome !== "superseded") throw new WrongTallyError(name, `the outcome ${outcome}`, "superseded");
  await requireStreams(
    stage,
    name,
    "without a gap",
    ({ overlaps, missed }) => overlaps === 1 && missed === 0,
  );
  const { cpuMs, gcMs } = await second.state();
  await source.setPace(SILENCE);
  const records = (await tallyOf(stage)).made;
  await stage.until(
    `storing all of ${records} events`,
    async () => (await tallyOf(stage)).stored - before.stored >= records,
  );
  const figures = {
    handoverSeconds: wallMs / 1_000,
    smallFunctionSeconds: cpuMs / SMALL_FUNCTION_VCPU / 1_000,
  };
  return { records, bytes: records * EVENT_BYTES, wallMs, cpuMs, gcMs, figures };
}

type StreamRule = (stream: Awaited<ReturnType<FleetServers["source"]["streams"]>>[number]) => boolean;

/** @throws WrongTallyError when it is not so for every stream */
async function requireStreams(stage: Stage, name: string, what: string, rule: StreamRule): Promise<void> {
  const count = (await stage.servers.source.streams()).filter(rule).length;
  const all = stage.streamIds.length;
  if (count !== all) throw new WrongTallyError(name, `${count} streams ${what}`, String(all));
}
