import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Arena } from "../../arena.ts";
import type { Row } from "../../contest.ts";
import type { Suite } from "../suite.ts";
import { carryContest } from "./carry-contest.ts";
import { startFleetServers } from "./fleet-servers.ts";
import { handoverContest } from "./handover-contest.ts";
import { neighbourContest } from "./neighbour-contest.ts";

/** A carrier of fifty streams beside a relay of one. */
export const fleetSuite: Suite = {
  name: "fleet",
  title: "Carrying: fifty streams in one function",
  method: [
    "The deployed bundle runs in a process of its own, with the flags that Lambda gives a function of 128 MB",
    "(`--max-semi-space-size=6 --max-old-space-size=116`), and is invoked as the state machine invokes it: as a carrier of fifty",
    "streams, and as a relay of one. The source speaks TLS and sends events of 1,000 bytes; leases are in dynalite; events go to an",
    "endpoint that answers after 5 ms. Resident memory is the highest of 20 s, in MiB, which are Lambda's MB. CPU of an event is that of the whole process at the",
    "same number of events per second in all. A handover begins with the invocation of the next process and ends when the first one has",
    "returned; each stream must have had both connections up, and lost nothing. Delays are from the source's write to the arrival in the",
    "table. All events that were sent have to be stored, each once.",
  ].join("\n"),
  packages: ["@aws-sdk/client-dynamodb"],
  async run(arena) {
    const folder = await mkdtemp(join(tmpdir(), "bench-fleet-"));
    try {
      return await fleetRows(arena, folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

async function fleetRows(arena: Arena, folder: string): Promise<Row[]> {
  const servers = await startFleetServers(arena, folder);
  return [
    ...(await arena.hold(carryContest(arena, servers))),
    ...(await arena.hold(handoverContest(arena, servers))),
    ...(await arena.hold(neighbourContest(arena, servers))),
  ];
}
