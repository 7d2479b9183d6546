import type { Arena } from "../../arena.ts";
import type { Row } from "../../contest.ts";
import type { Suite } from "../suite.ts";
import { latencyContest, longContest } from "./carry-contests.ts";
import { startDynalite, startFixedLatency } from "./databases.ts";
import { packedContest } from "./packed-contest.ts";
import { unitsContest } from "./units-contest.ts";
import { dynaliteContest, fixedLatencyContest } from "./write-contest.ts";

/** `event-sink` beside the ways in which events are written otherwise. */
export const sinkSuite: Suite = {
  name: "sink",
  title: "Writing: `event-sink`",
  method: [
    "Events of 1,000 bytes go to an endpoint in its own process that takes every write, counts it, and answers 5 ms later; in the",
    "rows that say so to dynalite, which stores. Contestants get the bytes, make the key (SHA-1) and the item of them; what they",
    "say they wrote has to be what arrived. The bare SDK's batches are `BatchExecuteStatement` with 25 inserts; dynamodb-toolbox's",
    "are `BatchWriteItem`, which knows no condition and writes over what is there. *Sequential* is the article's way: one",
    "conditional put after the other. A Lambda function of 128 MB has 0.07 vCPU: the CPU of an event says how many it carries.",
    "Latencies are from the source's write to the table's acknowledgement, less the endpoint's 5 ms, over real sockets on one",
    "machine. Growth of memory is counted after a fifth of the time, with V8's young generation kept at 4 MB. Packed writing is",
    "measured with 100 recorded edits of Wikimedia's wikis, 1.1 KB each, over and over: its CPU beside full batches of the same",
    "events, with all that a segment takes, and with as many as 30 a second give in a second; its write units as dynalite consumes",
    "them, at 30 a second, with the time from the source's write to dynalite's answer. Of more than 100 events in a segment some are",
    "repeated, by which full segments and `packed 5,000 ms` gain.",
  ].join("\n"),
  packages: ["@aws-sdk/client-dynamodb", "@aws-sdk/lib-dynamodb", "dynamodb-toolbox", "undici"],
  run: sinkRows,
};

async function sinkRows(arena: Arena): Promise<Row[]> {
  const database = await startFixedLatency(arena);
  const source = await arena.startServer("paced-source");
  const dynalite = await startDynalite(arena);
  return [
    ...(await arena.hold(fixedLatencyContest(arena, database))),
    ...(await arena.hold(dynaliteContest(arena, dynalite))),
    ...(await arena.hold(latencyContest(arena, { database, source }))),
    ...(await arena.hold(packedContest(arena, database))),
    ...(await arena.hold(unitsContest(arena, { database: dynalite, source }))),
    ...(await arena.hold(longContest(arena, { database, source }))),
  ];
}
