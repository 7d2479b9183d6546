import { UsageError } from "../errors.ts";
import { gapReport, gapsAbove } from "../report/gap-report.ts";
import { gapText } from "../report/gap-text.ts";
import { LedgerReader } from "../tables/ledger-reader.ts";
import type { GivenGaps } from "./command.ts";
import { type Clients, ledgerOf, placeOf } from "./place.ts";
import { durationMs, timeMs } from "./time.ts";

/** What `gaps` has to print, and whether a gap is longer than allowed. */
export interface GapsAnswer {
  readonly text: string;
  readonly isAllowed: boolean;
}

/**
 * Reads the ledger of a stream and says where it was not held.
 *
 * @throws {WatchError}
 */
export async function gapsAnswer(
  given: GivenGaps,
  {
    clients,
    nowMs,
    signal,
  }: { readonly clients: Clients; readonly nowMs: number; readonly signal: AbortSignal },
): Promise<GapsAnswer> {
  const { stream: streamId, json } = given;
  const sinceMs = timeMs("--since", given.since, nowMs);
  // What has not happened yet is no gap.
  const untilMs = Math.min(nowMs, given.until === undefined ? nowMs : timeMs("--until", given.until, nowMs));
  const allowMs = durationMs("--allow", given.allow);
  if (sinceMs >= untilMs) throw new UsageError("--since must be before --until, and before now");
  const place = await placeOf(given, clients, signal);
  try {
    const reader = new LedgerReader(ledgerOf(place, given));
    const span = { streamId, sinceMs, untilMs };
    const records = await reader.records(span, signal);
    if (records.length === 0) await reader.assertKnown(streamId, signal);
    const report = gapReport(records, span, nowMs);
    const isAllowed = gapsAbove(report.gaps, allowMs).length === 0;
    return {
      text: json ? JSON.stringify({ ...report, allowMs, isAllowed }) : gapText(report, allowMs),
      isAllowed,
    };
  } finally {
    place.client.destroy();
  }
}
