import { once } from "node:events";
import { StringDecoder } from "node:string_decoder";
import { EventSource } from "eventsource";
import { createParser } from "eventsource-parser";
import { request } from "undici";
import type { Outcome } from "../../measurement.ts";
import type { ReadTask } from "./read-task.ts";

/** The `eventsource` package: text. */
export async function eventsource({ url }: ReadTask): Promise<Outcome> {
  const source = new EventSource(url);
  const outcome = { records: 0, bytes: 0 };
  source.onmessage = ({ data }) => {
    outcome.records += 1;
    outcome.bytes += data.length;
  };
  await once(source, "error");
  source.close();
  return outcome;
}

/** undici, `StringDecoder` and `eventsource-parser`, put together by hand: text. */
export async function parserByHand({ url }: ReadTask): Promise<Outcome> {
  const { body } = await request(url, { bodyTimeout: 0 });
  const outcome = { records: 0, bytes: 0 };
  const parser = createParser({
    onEvent({ data }) {
      outcome.records += 1;
      outcome.bytes += data.length;
    },
  });
  const decoder = new StringDecoder("utf8");
  body.on("data", (chunk: Buffer) => parser.feed(decoder.write(chunk)));
  await once(body, "end");
  return outcome;
}
