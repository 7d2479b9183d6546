import type { Arena } from "../../arena.ts";
import type { Row } from "../../contest.ts";
import type { Suite } from "../suite.ts";
import { largeChunksContest, smallChunksContest } from "./framing-contests.ts";
import { ndjsonContest, socketContest, sseContest } from "./http-contests.ts";
import { memoryContests } from "./memory-contest.ts";
import { quietContest } from "./quiet-contest.ts";

/** `stream-reader` beside what people read streams with. */
export const readerSuite: Suite = {
  name: "reader",
  title: "Reading: `stream-reader`",
  method: [
    "A server in its own process writes prepared 64 KiB buffers over loopback, chunked, as fast as the socket takes them:",
    "210 MB of JSON documents of 1 KB (ASCII, 896 to 1,152 bytes) per repetition, after 21 MB of warm-up. Each contestant has",
    "a new process with the same flags (`--expose-gc --max-semi-space-size=64`), counts the records and bytes that it delivered,",
    "and is disqualified when one is missing. *chunks* are what the network delivered, not cut into records.",
    "undici and what is made of it by hand is read by its data events, its fastest way, unless the name says otherwise.",
    "Growth of memory is that of RSS after the first tenth of the volume; where no other is named, V8's young generation is kept at",
    "4 MB (`--max-semi-space-size=4`), because left alone it grows by itself, also for who holds nothing.",
    "`sse()` and its peers deliver text. MB are 10^6 bytes of the body, or of a WebSocket's frames.",
  ].join("\n"),
  packages: ["undici", "split2", "eventsource", "eventsource-parser", "ws"],
  run: readerRows,
};

async function readerRows(arena: Arena): Promise<Row[]> {
  const source = await arena.startServer("source");
  const contests = [
    ndjsonContest(arena, source),
    sseContest(arena, source),
    socketContest(arena, source),
    largeChunksContest(arena),
    smallChunksContest(arena),
    ...(await memoryContests(arena, source)),
    quietContest(arena, source),
  ];
  const rows: Row[] = [];
  for (const contest of contests) rows.push(...(await arena.hold(contest)));
  return rows;
}
