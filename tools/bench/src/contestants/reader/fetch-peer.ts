import type { Outcome } from "../../measurement.ts";
import type { ReadTask } from "./read-task.ts";

/** Node's own fetch, `TextDecoderStream` and a splitter of text, as the documentation of fetch shows it. */
export async function fetchText({ url }: ReadTask): Promise<Outcome> {
  const { body } = await fetch(url);
  const outcome = { records: 0, bytes: 0 };
  let rest = "";
  for await (const text of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    rest += text;
    let start = 0;
    for (let end = rest.indexOf("\n"); end !== -1; end = rest.indexOf("\n", start)) {
      const line = rest.slice(start, end);
      outcome.records += 1;
      outcome.bytes += line.length;
      start = end + 1;
    }
    rest = rest.slice(start);
  }
  return outcome;
}
