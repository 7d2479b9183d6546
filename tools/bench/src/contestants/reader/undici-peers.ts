import { once } from "node:events";
import split2 from "split2";
import { EventSource, request } from "undici";
import type { Outcome } from "../../measurement.ts";
import { type FramingTask, feed } from "./framing-task.ts";
import { createIndexOfSplitter } from "./index-of-splitter.ts";
import type { ReadTask } from "./read-task.ts";

/** undici, raw: the chunks of the body are counted and dropped, by data events, which spare the promises. */
export async function raw({ url }: ReadTask): Promise<Outcome> {
  const { body } = await request(url, { bodyTimeout: 0 });
  let bytes = 0;
  body.on("data", ({ length }: Buffer) => {
    bytes += length;
  });
  await once(body, "end");
  return { records: 0, bytes };
}

/** undici, raw, by `for await`. */
export async function rawIterated({ url }: ReadTask): Promise<Outcome> {
  const { body } = await request(url, { bodyTimeout: 0 });
  let bytes = 0;
  for await (const chunk of body) bytes += (chunk as Buffer).length;
  return { records: 0, bytes };
}

/** undici piped through split2, its data events: text. */
export async function piped({ url }: ReadTask): Promise<Outcome> {
  const { body } = await request(url, { bodyTimeout: 0 });
  const lines = split2();
  const outcome = countText(lines);
  body.pipe(lines);
  await once(lines, "end");
  return outcome;
}

/** split2 on chunks that are in memory, its data events: text. */
export async function framing(task: FramingTask): Promise<Outcome> {
  const lines = split2();
  const outcome = countText(lines);
  await feed(task, (chunk) => (lines.write(chunk) ? undefined : once(lines, "drain")));
  lines.end();
  await once(lines, "end");
  return outcome;
}

function countText(lines: NodeJS.ReadableStream): Outcome {
  const outcome = { records: 0, bytes: 0 };
  lines.on("data", (line: string) => {
    outcome.records += 1;
    outcome.bytes += line.length;
  });
  return outcome;
}

/** undici and a splitter of twenty lines, as one writes it by hand: bytes. */
export async function byHand({ url }: ReadTask): Promise<Outcome> {
  const { body } = await request(url, { bodyTimeout: 0 });
  const outcome = { records: 0, bytes: 0 };
  const split = createIndexOfSplitter((line) => {
    outcome.records += 1;
    outcome.bytes += line.length;
  });
  body.on("data", split);
  await once(body, "end");
  return outcome;
}

/** undici's EventSource: text. */
export async function eventSource({ url }: ReadTask): Promise<Outcome> {
  const source = new EventSource(url);
  const outcome = { records: 0, bytes: 0 };
  source.onmessage = ({ data }: { data: string }) => {
    outcome.records += 1;
    outcome.bytes += data.length;
  };
  await once(source as unknown as EventTarget, "error");
  source.close();
  return outcome;
}
