import { createDynamoDbStore } from "./dynamodb-store.ts";
import {
  DeadLetterError,
  EventTooLargeError,
  EventWriteError,
  FlushError,
  InvalidEventError,
  SinkAbortedError,
} from "./errors.ts";
import { createInFlightGate } from "./in-flight-gate.ts";
import { createLedger } from "./ledger.ts";
import { createOpenWrites } from "./open-writes.ts";
import { resolveOptions } from "./options.ts";
import { type PlannedDeadLetter, type PlannedPut, planPut } from "./plan-put.ts";
import { putDeadLetter } from "./put-dead-letter.ts";
import { putUntilSettled } from "./put-until-settled.ts";
import type { EventSink, EventSinkOptions, SinkEvent } from "./types.ts";

/**
 * Makes a sink that stores the events of one stream in a DynamoDB table, each once: an event whose key is in the table
 * already is counted as a duplicate, never written over.
 *
 * @throws {InvalidOptionsError} when an option is not usable
 */
export function createEventSink(options: EventSinkOptions): EventSink {
  const settings = resolveOptions(options);
  const { retry, signal, system, tableName } = settings;
  const store = createDynamoDbStore(settings);
  const gate = createInFlightGate({ maxCount: settings.maxInFlight, maxBytes: settings.maxInFlightBytes });
  const open = createOpenWrites();
  const ledger = createLedger();

  let broken: EventWriteError | DeadLetterError | undefined;

  function breakWith(failure: EventWriteError | DeadLetterError): void {
    broken ??= failure;
    ledger.failed(failure);
    gate.refuse(failure);
  }

  function plan(event: SinkEvent): PlannedPut | PlannedDeadLetter {
    try {
      return planPut(event, settings, system.now());
    } catch (error) {
      if (error instanceof InvalidEventError || error instanceof EventTooLargeError) {
        ledger.accepted();
        ledger.failed(error);
      }
      throw error;
    }
  }

  async function settlePut({ key, item, sizeBytes }: PlannedPut): Promise<void> {
    const result = await putUntilSettled(item, { store, retry, system, signal, onRetry: ledger.retried });
    if (result.kind === "stored") ledger.stored(sizeBytes);
    else if (result.kind === "duplicate") ledger.duplicate(result.maybeOurs);
    else breakWith(new EventWriteError({ key, tableName, attempts: result.attempts, cause: result.cause }));
    if (result.kind !== "failed") options.onSettled?.({ key, outcome: result.kind });
  }

  async function settleDeadLetter({ key, record, deadLetter }: PlannedDeadLetter): Promise<void> {
    const deps = { deadLetter, retry, system, signal, onRetry: ledger.retried };
    const result = await putDeadLetter(record, deps);
    if (result.kind === "failed") {
      breakWith(new DeadLetterError({ ...result, key, reason: record.reason }));
      return;
    }
    ledger.deadLettered();
    options.onSettled?.({ key, outcome: result.kind, location: result.location });
  }

  async function accept(event: SinkEvent): Promise<void> {
    if (broken) throw broken;
    if (signal?.aborted) throw new SinkAbortedError(signal.reason);
    const planned = plan(event);
    // A dead letter may be larger than all that may be in flight: then it is in flight alone.
    const heldBytes = Math.min(planned.sizeBytes, settings.maxInFlightBytes);
    const settled = open.begin();
    try {
      await gate.enter(heldBytes);
    } catch (refusal) {
      settled();
      throw refusal;
    }
    ledger.accepted();
    const done = planned.kind === "put" ? settlePut(planned) : settleDeadLetter(planned);
    void done.then(() => {
      gate.leave(heldBytes);
      settled();
    });
  }

  return {
    write(event) {
      const accepted = accept(event);
      accepted.catch(() => undefined);
      return accepted;
    },
    async flush() {
      await open.settled();
      const { failures } = ledger;
      if (failures.length > 0) throw new FlushError([...failures], ledger.stats(gate.bytes).received);
    },
    get stats() {
      return ledger.stats(gate.bytes);
    },
  };
}
