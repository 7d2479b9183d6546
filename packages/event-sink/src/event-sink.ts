import {
  EventRejectedError,
  EventTooLargeError,
  FlushError,
  InvalidEventError,
  SinkAbortedError,
} from "./errors.ts";
import { MAX_EVENTS_OUT_OF_ORDER } from "./limits.ts";
import { resolveOptions } from "./options/sink-options.ts";
import { createStore } from "./table/create-store.ts";
import type { EventSink, EventSinkOptions } from "./types.ts";
import { createInFlightGate } from "./writing/in-flight-gate.ts";
import { createLedger } from "./writing/ledger.ts";
import { createOpenWrites } from "./writing/open-writes.ts";
import { type PlannedDeadLetter, type PlannedPut, planPut, planRejected } from "./writing/plan-put.ts";
import { createDeadLetterWriter } from "./writing/put-dead-letter.ts";
import { createSender, type SenderReport } from "./writing/sending/sender.ts";
import { createSettlement } from "./writing/settlement.ts";
import {
  createDeadLetterWrite,
  createSinkWrite,
  type DeadLetterWrite,
  type SinkWrite,
} from "./writing/sink-write.ts";

const ACCEPTED = Promise.resolve();

/**
 * Makes a sink that stores the events of one stream in a DynamoDB table, each once: an event whose key is in the table
 * already is counted as a duplicate, never written over.
 *
 * @throws {InvalidOptionsError} when an option is not usable
 */
export function createEventSink(options: EventSinkOptions): EventSink {
  const sink = wire(options);
  const { settings, store, gate, open, ledger } = sink;
  return {
    write(event) {
      return take(sink, () => planPut(event, settings, settings.system.now()), event.id);
    },
    reject(rejected) {
      return take(sink, () => planRejected(rejected, settings, settings.system.now()), rejected.id);
    },
    async flush() {
      sink.sender.hurry();
      await open.settled();
      const { failures } = ledger;
      if (failures.length > 0) throw new FlushError([...failures], ledger.stats(gate.bytes));
    },
    get acknowledged() {
      return open.acknowledged;
    },
    get mode() {
      return store.mode;
    },
    get stats() {
      return ledger.stats(gate.bytes);
    },
  };
}

type Parts = ReturnType<typeof wire>;

/** The parts of a sink, each told of what the others do. */
function wire(options: EventSinkOptions) {
  const settings = resolveOptions(options);
  const store = createStore(settings);
  const open = createOpenWrites({
    onAcknowledged: options.onAcknowledged,
    onSettledThrough: () => gate.review(),
  });
  const gate = createInFlightGate({
    maxCount: settings.maxInFlight,
    maxBytes: settings.maxInFlightBytes,
    shared: settings.shared,
    isNear: (sequence) => sequence <= open.settledThrough + MAX_EVENTS_OUT_OF_ORDER,
  });
  const ledger = createLedger();
  const settlement = createSettlement({ ...settings, gate, ledger, onSettled: options.onSettled });

  function onReply({ counts, operation, latencyMs, writeUnits }: SenderReport): void {
    ledger.replied(counts.throttled, writeUnits);
    options.onMetrics?.({
      ...counts,
      operation,
      latencyMs,
      writeUnits,
      inFlight: ledger.stats(gate.bytes).inFlight,
      requestsInFlight: sender.active,
      requestLimit: sender.limit,
    });
  }

  const sender = createSender({
    ...settings,
    store,
    onSettled: settlement.settle,
    onProgress: open.advance,
    onReply,
    onRetry: ledger.retried,
  });
  const deadLetters = createDeadLetterWriter({ ...settings, onRetry: ledger.retried });
  return { settings, store, gate, open, ledger, settlement, sender, deadLetters };
}

type Plan = () => PlannedPut | PlannedDeadLetter;

/** Gives what is planned its place in the order, and lets it in as soon as the bounds allow. */
function take(sink: Parts, plan: Plan, id: string | undefined): Promise<void> {
  try {
    const write = begin(sink, plan, id);
    if (!sink.gate.tryEnter(write.sizeBytes, write.sequence)) return heard(enterLater(sink, write));
    admit(sink, write);
    return ACCEPTED;
  } catch (error) {
    return heard(Promise.reject(error));
  }
}

function begin(
  { settings, open, ledger, settlement }: Parts,
  plan: Plan,
  id: string | undefined,
): SinkWrite | DeadLetterWrite {
  const { signal } = settings;
  if (settlement.broken) throw settlement.broken;
  if (signal?.aborted) throw new SinkAbortedError(signal.reason);
  const sequence = open.nextSequence();
  try {
    const planned = plan();
    const write =
      planned.kind === "put"
        ? createSinkWrite(sequence, id, planned)
        : createDeadLetterWrite(sequence, id, planned, settings.maxInFlightBytes);
    open.begin(write);
    return write;
  } catch (error) {
    open.begin({ sequence, key: undefined, id: undefined, state: "failed" });
    open.advance();
    if (isRefusal(error)) {
      ledger.accepted();
      ledger.failed(error);
    }
    throw error;
  }
}

/** Whether an event was refused for what it is. */
function isRefusal(error: unknown): error is InvalidEventError | EventTooLargeError | EventRejectedError {
  return (
    error instanceof InvalidEventError ||
    error instanceof EventTooLargeError ||
    error instanceof EventRejectedError
  );
}

async function enterLater(sink: Parts, write: SinkWrite | DeadLetterWrite): Promise<void> {
  try {
    await sink.gate.enter(write.sizeBytes, write.sequence);
  } catch (refusal) {
    write.state = "failed";
    sink.open.advance();
    throw refusal;
  }
  admit(sink, write);
}

function admit(sink: Parts, write: SinkWrite | DeadLetterWrite): void {
  sink.ledger.accepted();
  if (write.kind === "dead-letter" && write.planned) void keep(sink, write, write.planned);
  else if (write.kind === "put" && sink.settlement.isFirst(write)) sink.sender.add(write);
  else sink.open.advance();
}

async function keep(
  { deadLetters, settlement, open }: Parts,
  write: DeadLetterWrite,
  { record, deadLetter }: PlannedDeadLetter,
): Promise<void> {
  const result = await deadLetters.put(record, deadLetter);
  settlement.settleDeadLetter(write, record.reason, result);
  open.advance();
}

/** A rejection that nobody looks at is not unhandled: `flush` reports it again. */
function heard(promise: Promise<void>): Promise<void> {
  promise.catch(() => undefined);
  return promise;
}
