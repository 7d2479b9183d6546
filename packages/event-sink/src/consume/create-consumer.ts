import { type OptionNames, unknownOptions } from "@unbounded-streams/option-names";
import { InvalidOptionsError } from "../errors.ts";
import { layoutIssues } from "../options/layout-issues.ts";
import { LAYOUT_OPTIONS } from "../options/sink-option-names.ts";
import { type TableLayoutOptions, tableLayout } from "../records/table-layout.ts";
import { EventsNotTakenError } from "./errors.ts";
import { type ConsumedEvent, eventsOfRecords } from "./events-of-records.ts";
import type { StreamRecord, StreamRecords } from "./stream-record.ts";

/** Says that a batch was taken in part. */
export interface PartialFailure {
  /** The first event that was not taken: it and all that follow it are delivered again. */
  readonly failedFrom: ConsumedEvent;
}

/** What `createConsumer` takes. */
export interface ConsumerOptions extends TableLayoutOptions {
  /**
   * Takes the events of one delivery, in the order in which they were added to their partition. When it throws, all of them are delivered again;
   * when it resolves with `failedFrom`, that event and those behind it.
   */
  readonly onEvents: (
    events: readonly ConsumedEvent[],
    // biome-ignore lint/suspicious/noConfusingVoidType: a function that returns nothing is the common case
  ) => void | PartialFailure | Promise<void | PartialFailure>;
  /** Told why a delivery, or a part of it, comes again. Default: a line of JSON on standard error, the function's log. */
  readonly onFailure?: ((error: Error, sequenceNumber: string) => void) | undefined;
}

const CONSUMER_OPTIONS: OptionNames<ConsumerOptions> = { ...LAYOUT_OPTIONS, onEvents: true, onFailure: true };

/** What Lambda is answered: the records from the first of these on are delivered again (`ReportBatchItemFailures`). */
export interface BatchResponse {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/** The handler of a function that consumes a table's stream. */
export type Consumer = (delivery: StreamRecords | readonly StreamRecord[]) => Promise<BatchResponse>;

/**
 * Makes the Lambda handler that takes the events out of a table's stream, each once within a delivery. The mapping must have
 * `ReportBatchItemFailures`; without it Lambda takes a delivery that failed in part for done.
 *
 * A record that cannot be read stops its shard until Lambda gives it up (`MaximumRetryAttempts`, `MaximumRecordAge`) and tells
 * the mapping's `OnFailure` destination; what comes before it is taken first. Lambda delivers at least once: what was taken
 * before a failure may come again, under the same `key`.
 *
 * @throws {InvalidOptionsError} when an option is not usable
 */
export function createConsumer(options: ConsumerOptions): Consumer {
  const { onEvents, onFailure = logged } = options;
  const layout = tableLayout(options);
  const issues = [
    ...unknownOptions(options, CONSUMER_OPTIONS),
    ...Object.entries({ onEvents, onFailure })
      .filter(([, given]) => typeof given !== "function")
      .map(([name, given]) => `${name} is ${typeof given}: give a function`),
    ...layoutIssues(layout),
  ];
  if (issues.length > 0) throw new InvalidOptionsError(issues, "createConsumer");
  return async (delivery) => {
    const { events, unreadable } = eventsOfRecords(delivery, layout);
    const failed = events.length === 0 ? undefined : await failureOf(onEvents, events);
    const first = failed ?? unreadable;
    if (first === undefined) return { batchItemFailures: [] };
    onFailure(first.cause, first.sequenceNumber);
    return { batchItemFailures: [{ itemIdentifier: first.sequenceNumber }] };
  };
}

type OnEvents = ConsumerOptions["onEvents"];

async function failureOf(onEvents: OnEvents, events: readonly ConsumedEvent[]) {
  const [first] = events;
  try {
    const partial = await onEvents(events);
    if (!partial) return undefined;
    const { sequenceNumber, key } = partial.failedFrom;
    return { sequenceNumber, cause: new EventsNotTakenError(key) };
  } catch (error) {
    const cause = error instanceof Error ? error : new Error(String(error));
    return { sequenceNumber: first?.sequenceNumber ?? "", cause };
  }
}

function logged(error: Error, sequenceNumber: string): void {
  const line = { message: "records are delivered again", from: sequenceNumber, error: String(error) };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}
