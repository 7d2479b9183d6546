import { readFileSync } from "node:fs";

const FILE = new URL("../../../../packages/event-sink/test/fixtures/recentchange.ndjson", import.meta.url);

/** Documents without the brace that closes them. */
const heads = readFileSync(FILE, "utf8")
  .trimEnd()
  .split("\n")
  .map((document) => document.slice(0, -1));

/** A recorded edit of a wiki; they come over and over, each in a version of its own, whole and not negative. */
export function recordedEvent(number: number, version: number = number): Buffer {
  return Buffer.from(`${heads[number % heads.length]},"version":${version}}`);
}

const VERSION_AT = '"version":';

/** What an event's version is, read without parsing the rest. */
export function versionOf(event: Uint8Array): number {
  const bytes = Buffer.from(event.buffer, event.byteOffset, event.length);
  return Number(
    bytes.toString("latin1", bytes.lastIndexOf(VERSION_AT) + VERSION_AT.length, bytes.length - 1),
  );
}
