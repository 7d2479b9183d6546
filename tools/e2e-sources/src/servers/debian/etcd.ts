import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import type { StoredEvent } from "@unbounded-streams/event-sink";
import { missingEtcd, startEtcd } from "../../processes/etcd.ts";
import { placedAt } from "../../processes/placed-at.ts";
import { sendEvent } from "../../processes/send.ts";
import type { RunningServer, ServerPlace, SourceServer } from "../../source-server.ts";
import { valueIn } from "../number-at.ts";

/**
 * etcd's watch over HTTP (3.4 and newer): a POST whose answer is lines of JSON, 200, `application/json`. The first says `created`; its
 * revision is the store's, not that of an event. What happened before the watch comes in records of up to 1,000 revisions, what happens
 * then in one record each, so events are cut out of records, and known again by themselves. Nothing is sent while nothing happens.
 *
 * It goes on from a revision, "the one after" the last. Where that has been compacted away, the answer is still 200: a record with `canceled` and
 * the `compact_revision`, after which the watch goes on. Events of one transaction have one revision: with `{id}` in place of `{id+1}` they
 * come again with each connection, and none is missing when the function is killed between two of them.
 */
const definition: SourceDefinition = {
  url: "http://localhost:2379/v3/watch",
  body: {
    create_request: { key: base64("events/"), range_end: base64("events0"), start_revision: "1" },
  },
  format: "ndjson:/result/events",
  eventId: "/kv/mod_revision",
  resume: "body:/create_request/start_revision={id+1}",
  controlFrames: [
    { pointer: "/result/created", value: true, action: "ignore" },
    { pointer: "/result/compact_revision", action: "restart", cursorOf: "/result/compact_revision" },
    { pointer: "/result/canceled", value: true, action: "failure" },
    { pointer: "/error", action: "failure" },
  ],
};

/** The history behind this many revisions is compacted away now and then: readers are not that far behind. */
const KEPT_REVISIONS = 100;

export const server: SourceServer = {
  name: "etcd",
  group: "debian",
  replays: true,
  definition,
  missing: missingEtcd,
  start,
};

async function start(place: ServerPlace): Promise<RunningServer> {
  const { signal } = place;
  const { port, restart, stop } = await startEtcd(place);
  const call = (n: number, path: string, body: unknown) =>
    sendEvent(n, `http://127.0.0.1:${port}/v3/kv/${path}`, { body: JSON.stringify(body), signal });
  return {
    source: placedAt(definition, port),
    async publish(n) {
      const value = base64(JSON.stringify({ n }));
      const answer = JSON.parse(await call(n, "put", { key: base64(`events/${n}`), value }));
      if (n % KEPT_REVISIONS !== 0) return;
      const revision = BigInt(answer.header.revision) - BigInt(KEPT_REVISIONS);
      await call(n, "compaction", { revision: String(revision) });
    },
    numberOf,
    restart,
    stop,
  };
}

function numberOf(stored: StoredEvent): number | undefined {
  const value = valueIn(stored, "kv", "value");
  return typeof value === "string" ? JSON.parse(Buffer.from(value, "base64").toString()).n : undefined;
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
