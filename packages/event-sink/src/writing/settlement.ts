import { DeadLetterError, EventWriteError } from "../errors.ts";
import { describeKeys, type TableLayout } from "../records/table-layout.ts";
import type { InFlightGate } from "./in-flight-gate.ts";
import type { WriteResult } from "./judge-attempt.ts";
import type { Ledger } from "./ledger.ts";
import type { SettledEvent } from "./outcome.ts";
import type { DeadLetterResult } from "./put-dead-letter.ts";
import { createRecentKeys } from "./recent-keys.ts";
import { type DeadLetterWrite, letGo, type SinkWrite } from "./sink-write.ts";

/** Which writes need a request, and what follows from the answers. */
export interface Settlement {
  /** The first write that failed, when one did. */
  readonly broken: EventWriteError | DeadLetterError | undefined;
  /** Whether the write is the first of its key; otherwise it is settled, or will be with the first. */
  isFirst(write: SinkWrite): boolean;
  /** Settles a write, and with it those of the same key that came meanwhile. */
  settle(write: SinkWrite, result: WriteResult): void;
  settleDeadLetter(write: DeadLetterWrite, reason: string, result: DeadLetterResult): void;
}

/** What a settlement depends on. */
export interface SettlementOptions {
  gate: InFlightGate;
  ledger: Ledger;
  tableName: string;
  layout: TableLayout;
  rememberKeys: number;
  onSettled: ((settled: SettledEvent) => void) | undefined;
}

/** A duplicate that costs no request. */
const SUPPRESSED = { kind: "suppressed" } as const;

export function createSettlement(options: SettlementOptions): Settlement {
  const { gate, ledger, tableName, onSettled } = options;
  const tableKeys = describeKeys(options.layout.keys);
  const recent = createRecentKeys(options.rememberKeys);
  const firsts = new Map<string, SinkWrite>();
  let broken: EventWriteError | DeadLetterError | undefined;

  function fail(write: SinkWrite | DeadLetterWrite, failure: EventWriteError | DeadLetterError): void {
    write.state = "failed";
    broken ??= failure;
    ledger.failed(failure);
    gate.refuse(failure);
  }

  function succeed(
    write: SinkWrite,
    result: Exclude<WriteResult, { kind: "failed" }> | typeof SUPPRESSED,
  ): void {
    write.state = "durable";
    if (result.kind === "stored") ledger.stored(write.sizeBytes);
    else if (result.kind === "suppressed") ledger.suppressed();
    else ledger.duplicate(result.maybeOurs);
    const outcome = result.kind === "stored" ? "stored" : "duplicate";
    const isAmbiguous = result.kind === "duplicate" && result.maybeOurs;
    onSettled?.({ key: write.key, outcome, ...(isAmbiguous && { ambiguous: true }) });
  }

  function settleOne(write: SinkWrite, result: WriteResult | typeof SUPPRESSED): void {
    const { key, sizeBytes } = write;
    if (result.kind === "failed") fail(write, new EventWriteError({ ...result, key, tableName, tableKeys }));
    else succeed(write, result);
    letGo(write);
    gate.leave(sizeBytes);
  }

  return {
    get broken() {
      return broken;
    },
    isFirst(write) {
      if (recent.has(write.key)) {
        settleOne(write, SUPPRESSED);
        return false;
      }
      const first = firsts.get(write.key);
      if (first === undefined) firsts.set(write.key, write);
      else first.followers.push(write);
      return first === undefined;
    },
    settle(write, result) {
      firsts.delete(write.key);
      if (result.kind !== "failed") recent.add(write.key);
      settleOne(write, result);
      const inherited = result.kind === "failed" ? result : SUPPRESSED;
      for (const follower of write.followers) settleOne(follower, inherited);
    },
    settleDeadLetter(write, reason, result) {
      const { key, sizeBytes } = write;
      if (result.kind === "failed") {
        fail(write, new DeadLetterError({ ...result, key, reason }));
      } else {
        write.state = "durable";
        ledger.deadLettered();
        onSettled?.({ key, outcome: result.kind, location: result.location });
      }
      letGo(write);
      gate.leave(sizeBytes);
    },
  };
}
