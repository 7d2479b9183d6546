import { readFileSync } from "node:fs";

const FILE = new URL("../../../../packages/event-sink/test/fixtures/recentchange.ndjson", import.meta.url);

const documents = readFileSync(FILE, "utf8").trimEnd().split("\n");

/** A recorded edit of a wiki; they come over and over, each in a version of its own. */
export function recordedEvent(number: number): string {
  return (documents[number % documents.length] ?? "").replace(/\}$/, `,"version":${number}}`);
}
