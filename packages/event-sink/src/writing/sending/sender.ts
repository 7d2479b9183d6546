import { partitionKey } from "../../records/shards.ts";
import type { TableLayout } from "../../records/table-layout.ts";
import { Dispatcher, type DispatcherOptions, type RequestReport } from "../dispatcher.ts";
import type { SinkWrite } from "../sink-write.ts";
import { Packer, type SegmentWrite } from "./packer.ts";
import { countOutcomes, type RequestCounts } from "./request-counts.ts";

/** One request, and what it did to events. */
export interface SenderReport extends RequestReport {
  readonly counts: RequestCounts;
}

/** What a sender depends on. */
export interface SenderOptions extends Omit<DispatcherOptions<SinkWrite>, "onReply"> {
  readonly mode: string;
  readonly streamId: string;
  readonly layout: TableLayout;
  readonly shards: number;
  readonly packDelayMs: number;
  onReply(report: SenderReport): void;
}

/** Brings events to the table, one by one or packed. */
export interface Sender {
  /** Requests that are out. */
  readonly active: number;
  /** Requests that may be out at the moment. */
  readonly limit: number;
  add(write: SinkWrite): void;
  /** Sends what waits for company. */
  hurry(): void;
}

export function createSender(options: SenderOptions): Sender {
  return options.mode === "packed" ? packedSender(options) : plainSender(options);
}

function plainSender(options: SenderOptions): Sender {
  return new Dispatcher<SinkWrite>({
    ...options,
    onReply: (report) => options.onReply({ ...report, counts: countOutcomes(report.outcomes) }),
  });
}

/** A segment is settled for each of its events; all that is counted are events. */
function packedSender(options: SenderOptions): Sender {
  const { streamId, shards, packDelayMs, system, signal } = options;
  const { keys, partitionPrefix } = options.layout;
  const dispatcher = new Dispatcher<SegmentWrite>({
    ...options,
    onSettled({ members }, result) {
      for (const member of members) options.onSettled(member, result);
    },
    onReply(report) {
      const outcomes = report.writes.flatMap(({ members }, index) =>
        members.flatMap(() => report.outcomes[index] ?? []),
      );
      options.onReply({ ...report, counts: countOutcomes(outcomes) });
    },
  });
  const packer = new Packer({
    packDelayMs,
    system,
    partitionOf: (key) => partitionKey(partitionPrefix + streamId, key, shards),
    keys,
    onSegment: (segment) => dispatcher.add(segment),
  });
  signal?.addEventListener("abort", () => packer.cut(), { once: true });
  return {
    get active() {
      return dispatcher.active;
    },
    get limit() {
      return dispatcher.limit;
    },
    add: (write) => packer.add(write),
    hurry() {
      packer.cut();
      dispatcher.hurry();
    },
  };
}
