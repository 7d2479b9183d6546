import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  decodeAll,
  decodeFrames,
  frameTransform,
  lines,
  ndjson,
  sse,
} from "@unbounded-streams/stream-reader/framing";
import { createFrameTransform } from "@unbounded-streams/stream-reader/node-transform";

// Any bytes in pieces: the body of a fetch, a file, a child process.
const body = () => new Response('{"n":1}\n{"n":2}\n{"n":').body ?? [];
for await (const frame of decodeFrames(body(), ndjson(), {
  onTruncated: ({ bytes }) => console.log(`${bytes.length} bytes cut off`),
})) {
  console.log(JSON.stringify(frame.json()));
}

// A Web transform.
const events = new Response("data: one\n\nevent: done\ndata: two\n\n").body?.pipeThrough(
  frameTransform(sse()),
);
for await (const frame of events ?? []) console.log(frame.event ?? "message", frame.text);

// A Node stream.
await pipeline(Readable.from([Buffer.from("a\nb\n")]), createFrameTransform(lines()), async (frames) => {
  for await (const frame of frames) console.log(frame.text);
});

// Bytes that are all there; what is too large is passed over.
const skipped: number[] = [];
const { frames } = decodeAll(new TextEncoder().encode("short\nfar too long\nshort\n"), lines(), {
  maxFrameBytes: 5,
  onOversize: ({ bytes, offset }) => skipped.push(bytes, offset),
});
console.log(frames.map(({ text }) => text).join(), skipped.join());
