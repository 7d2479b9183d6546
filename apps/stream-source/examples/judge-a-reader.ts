import { createHash } from "node:crypto";
import { END_OF_STREAM_MESSAGE, startStreamSource } from "@unbounded-streams/stream-source";

const source = await startStreamSource({
  rate: 200,
  events: 100,
  resume: true,
  faults: "refuse:503:next=1,drop-after-events:40:ending=end:next=1",
});

const stored = new Map<number, string>();
let connections = 0;
let ended = false;
while (!ended) {
  connections += 1;
  const response = await fetch(`${source.streamUrl("demo")}?since=${stored.size}`);
  console.log(`connection ${connections}: status ${response.status}`);
  if (!response.ok || response.body === null) continue;
  let rest = "";
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === END_OF_STREAM_MESSAGE) ended = true;
      else if (line !== "") stored.set(JSON.parse(line).seq, createHash("sha1").update(line).digest("hex"));
    }
  }
  console.log(`closed after event ${stored.size}`);
}

const truth = source.truth("demo");
const lost = truth?.events.filter((event) => stored.get(event.seq) !== event.sha1);
console.log(`${truth?.eventsMade} events made, ${stored.size} stored, ${lost?.length} lost`);
await source.close();
