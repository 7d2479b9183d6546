import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** What a connection has said of itself when it was over. Epoch milliseconds. */
export interface LastWord {
  readonly streamId: string;
  readonly connectedAtMs: number;
  readonly endedAtMs: number;
}

/** A line that is whole: one that was killed may have left the beginning of one. */
const LAST_LINE = /^\{.*"message":"connection over".*"connectedAtMs":.*\}$/;

/** The last words of a run's connections that were up, from the log of its function; those that were killed have said none. */
export async function lastWordsOf(dataDir: string, run: string): Promise<LastWord[]> {
  const log = await readFile(join(dataDir, encodeURIComponent(run), "function.log"), "utf8");
  const lines = log.split("\n").filter((line) => LAST_LINE.test(line));
  return lines.map((line) => JSON.parse(line) as LastWord);
}
