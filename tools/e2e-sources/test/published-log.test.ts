import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { PublishedLog } from "../src/servers/npm/processes/published-log.ts";

it("a log gives what there is after a number and what comes then, also after a restart", async () => {
  const file = join(await mkdtemp(join(tmpdir(), "unbounded-streams-")), "published.ndjson");
  const first = new PublishedLog(file);
  for (const n of [1, 2, 3]) first.add(n);
  const log = new PublishedLog(file);
  expect(log.last).toBe(3);
  expect(log.known(1)).toEqual(first.known(1));

  const gone = new AbortController();
  const seen: number[] = [];
  const reading = (async () => {
    for await (const { n } of log.after(1, gone.signal)) {
      seen.push(n);
      if (n === 3) log.add(4);
      if (n === 4) gone.abort();
    }
  })();
  await reading;
  expect(seen).toEqual([2, 3, 4]);
});
