import { shown, whole } from "@unbounded-streams/dynamodb-request";
import { LEDGER_TIME_PATTERN } from "../attributes.ts";
import { LedgerEntryError } from "../errors.ts";
import {
  MAX_NAME_BYTES,
  MAX_REOPENINGS,
  MAX_SORT_KEY_BYTES,
  MAX_STREAM_ID_BYTES,
  MAX_TIME_MS,
} from "../limits.ts";
import type { ConnectionKey, ConnectionRecord, Inference, PageRequest, ReadRequest } from "../types.ts";
import { shapeIssues } from "./shape-issues.ts";

type Fields = Readonly<Record<string, unknown>>;

const TIME = new RegExp(`^${LEDGER_TIME_PATTERN}$`);

/** The moments that a record may name besides its claim. */
const MOMENTS = [
  "deadlineMs",
  "connectedAtMs",
  "confirmedAtMs",
  "supersededAtMs",
  "endedAtMs",
  "lastEventAtMs",
  "silentSinceMs",
];

/**
 * Holds what comes from JavaScript, JSON and the network against the types.
 *
 * @throws {LedgerEntryError} with one sentence for each problem
 */
export function checkRecord(caller: string, record: ConnectionRecord): void {
  const { counts, bytes, reopenings, endedAtMs } = record;
  const issues = [...keyIssues(record), ...factIssues({ ...record }), ...whole("bytes", bytes, { least: 0 })];
  for (const name of ["received", "stored", "duplicates", "deadLettered"] as const) {
    issues.push(...whole(`counts.${name}`, counts?.[name], { least: 0 }));
  }
  if (!Array.isArray(reopenings) || reopenings.length > MAX_REOPENINGS) {
    issues.push(`reopenings must be a list of ${MAX_REOPENINGS} at most: Reopenings makes it`);
  } else {
    for (const { brokeAtMs, backAtMs = brokeAtMs, silentSinceMs = brokeAtMs, why } of reopenings) {
      if (typeof why !== "string") issues.push(`reopenings.why is ${shown(why)}: give text`);
      issues.push(...moment("reopenings.brokeAtMs", brokeAtMs), ...moment("reopenings.backAtMs", backAtMs));
      issues.push(...moment("reopenings.silentSinceMs", silentSinceMs));
    }
  }
  if (caller === "closed" && endedAtMs === undefined)
    issues.push("endedAtMs is not there: say when it ended");
  throwIfAny(caller, issues);
}

/** @throws {LedgerEntryError} */
export function checkInference(inference: Inference): void {
  const issues = [...keyIssues(inference), ...factIssues({ ...inference })];
  if (inference.by !== "successor" && inference.by !== "host") {
    issues.push(`by is ${shown(inference.by)}: give "successor" or "host"`);
  }
  throwIfAny("infer", issues);
}

/** @throws {LedgerEntryError} */
export function checkKey(caller: string, key: ConnectionKey): void {
  throwIfAny(caller, keyIssues(key));
}

/** @throws {LedgerEntryError} */
export function checkReadRequest({ streamId, sinceMs, untilMs, pageSize }: ReadRequest & Fields): void {
  throwIfAny("read", [
    ...text("streamId", streamId, MAX_STREAM_ID_BYTES),
    ...(sinceMs === undefined ? [] : moment("sinceMs", sinceMs)),
    ...(untilMs === undefined ? [] : moment("untilMs", untilMs)),
    ...(pageSize === undefined ? [] : whole("pageSize", pageSize, { least: 1 })),
  ]);
}

/** @throws {LedgerEntryError} */
export function checkPageRequest({ streamId, since, until, limit, next }: PageRequest): void {
  throwIfAny("page", [
    ...text("streamId", streamId, MAX_STREAM_ID_BYTES),
    ...time("since", since),
    ...time("until", until),
    ...(limit === undefined ? [] : whole("limit", limit, { least: 1 })),
    ...(next === undefined ? [] : text("next", next, MAX_SORT_KEY_BYTES)),
  ]);
}

function time(name: string, value: unknown): string[] {
  if (value === undefined || (typeof value === "string" && TIME.test(value))) return [];
  return [`${name} is ${shown(value)}: give a date or a time in UTC, such as 2030-01-31T12:00:00Z`];
}

function keyIssues({ streamId, claimedAtMs, epoch, claimId }: ConnectionKey): string[] {
  return [
    ...text("streamId", streamId, MAX_STREAM_ID_BYTES),
    ...moment("claimedAtMs", claimedAtMs),
    ...whole("epoch", epoch, { least: 0 }),
    ...text("claimId", claimId, MAX_NAME_BYTES),
  ];
}

function factIssues(facts: Fields): string[] {
  const { holder, host, carrier, outcome, knownUp = [] } = facts;
  const issues = [...text("holder", holder, MAX_NAME_BYTES), ...text("host", host, MAX_NAME_BYTES)];
  if (carrier !== undefined) issues.push(...text("carrier", carrier, MAX_NAME_BYTES));
  if (outcome !== undefined) issues.push(...text("outcome", outcome, MAX_NAME_BYTES));
  for (const name of MOMENTS) {
    if (facts[name] !== undefined) issues.push(...moment(name, facts[name]));
  }
  issues.push(...shapeIssues(facts));
  if (!Array.isArray(knownUp)) return [...issues, "knownUp must be a list"];
  for (const { fromMs, untilMs } of knownUp) {
    issues.push(...moment("knownUp.fromMs", fromMs), ...moment("knownUp.untilMs", untilMs));
  }
  return issues;
}

function moment(name: string, value: unknown): string[] {
  return whole(name, value, { least: 0, most: MAX_TIME_MS });
}

function text(name: string, value: unknown, maxBytes: number): string[] {
  if (typeof value !== "string" || value === "" || !value.isWellFormed()) {
    return [`${name} is ${shown(value)}: give well-formed text that is not empty`];
  }
  const bytes = new TextEncoder().encode(value).length;
  return bytes > maxBytes ? [`${name} has ${bytes} bytes: ${maxBytes} are allowed`] : [];
}

function throwIfAny(caller: string, issues: readonly string[]): void {
  if (issues.length > 0) throw new LedgerEntryError(caller, issues);
}
