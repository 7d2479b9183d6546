import { shown, whole } from "@unbounded-streams/dynamodb-request";
import { fleetNameIssues, isCarrierId } from "../carrier-id.ts";
import { InvalidRequestError } from "../errors.ts";
import {
  MAX_CHECKPOINT_BYTES,
  MAX_FOLLOW_BYTES,
  MAX_NAME_BYTES,
  MAX_PARTITION_KEY_BYTES,
  MAX_RANGE_KEY_BYTES,
  MAX_TIME_MS,
} from "../limits.ts";
import type { LeaseCounts, LeaseVerb } from "../types.ts";

type Check = (name: string, value: unknown) => string[];

/** What each field must be, in whichever request it stands. */
const CHECKS: Record<string, Check> = {
  streamId: text(MAX_PARTITION_KEY_BYTES),
  executionArn: text(MAX_NAME_BYTES),
  predecessorArn: text(MAX_NAME_BYTES),
  holder: text(MAX_NAME_BYTES),
  claimId: text(MAX_NAME_BYTES),
  checkpoint: text(MAX_CHECKPOINT_BYTES),
  reason: text(Number.MAX_SAFE_INTEGER),
  failures: upTo(Number.MAX_SAFE_INTEGER),
  lastError: text(Number.MAX_SAFE_INTEGER),
  epoch: upTo(Number.MAX_SAFE_INTEGER),
  expectedEpoch: upTo(Number.MAX_SAFE_INTEGER),
  nowMs: upTo(MAX_TIME_MS),
  handoverAtMs: upTo(MAX_TIME_MS),
  expiresAtMs: upTo(MAX_TIME_MS),
  upSinceMs: upTo(MAX_TIME_MS),
  counts,
  fleet: fleetNameIssues,
  waitingFor: fleetNameIssues,
  carrier,
  seats: upTo(Number.MAX_SAFE_INTEGER),
  room: upTo(Number.MAX_SAFE_INTEGER),
  follow: (name, value) => (value === null ? [] : text(MAX_FOLLOW_BYTES)(name, value)),
  cursorless: upTo(Number.MAX_SAFE_INTEGER),
  status: (name, value) =>
    value === "ended" || value === "failed" ? [] : [`${name} is ${shown(value)}: give "ended" or "failed"`],
};

const OWNERSHIP = ["streamId", "epoch", "claimId"];

/** The fields that a request must have; others may be undefined. */
const REQUIRED: Record<LeaseVerb, readonly string[]> = {
  begin: ["streamId", "executionArn"],
  inherit: ["streamId", "executionArn", "predecessorArn"],
  claim: ["streamId", "holder", "claimId", "expectedEpoch", "handoverAtMs", "expiresAtMs"],
  confirm: OWNERSHIP,
  advance: [...OWNERSHIP, "counts"],
  finish: [...OWNERSHIP, "counts", "status"],
  tally: ["streamId", "epoch", "counts"],
  fail: ["streamId", "executionArn", "reason"],
  stop: ["streamId"],
  offer: [...OWNERSHIP, "fleet"],
  withdraw: OWNERSHIP,
  release: ["streamId", "carrier", "fleet"],
  report: [...OWNERSHIP, "seats", "room"],
};

/**
 * Holds what comes from JavaScript, JSON and the network against the types.
 *
 * @throws {InvalidRequestError} with one sentence for each problem
 */
export function checkRequest(verb: LeaseVerb, request: object): void {
  const fields = new Map<string, unknown>(Object.entries(request));
  const issues = Object.entries(CHECKS).flatMap(([name, check]) => {
    const value = fields.get(name);
    return value === undefined && !REQUIRED[verb].includes(name) ? [] : check(name, value);
  });
  if (Number(fields.get("handoverAtMs")) > Number(fields.get("expiresAtMs"))) {
    issues.push("handoverAtMs is after expiresAtMs: a holder hands over before its deadline");
  }
  if (fields.get("failures") === 0 && fields.get("lastError") !== undefined) {
    issues.push("failures is 0 beside lastError: a holder that has failed counts");
  }
  if (verb === "inherit" && fields.get("executionArn") === fields.get("predecessorArn")) {
    issues.push("executionArn is predecessorArn: an execution cannot succeed itself");
  }
  if (issues.length === 0 && (fields.get("waitingFor") ?? fields.get("carrier")) !== undefined) {
    issues.push(...text(MAX_RANGE_KEY_BYTES)("streamId", fields.get("streamId")));
  }
  throwIfAny(verb, issues);
}

/** @throws {InvalidRequestError} */
export function checkStreamId(verb: string, streamId: string): void {
  throwIfAny(verb, text(MAX_PARTITION_KEY_BYTES)("streamId", streamId));
}

/** @throws {InvalidRequestError} */
export function checkCarrier(verb: string, id: string): void {
  throwIfAny(verb, carrier("carrier", id));
}

/** @throws {InvalidRequestError} */
export function checkFleet(verb: string, name: string): void {
  throwIfAny(verb, fleetNameIssues("fleet", name));
}

function throwIfAny(verb: string, issues: readonly string[]): void {
  if (issues.length > 0) throw new InvalidRequestError(verb, issues);
}

function carrier(name: string, value: unknown): string[] {
  return typeof value === "string" && isCarrierId(value)
    ? []
    : [`${name} is ${shown(value)}: give the id of a carrier, as carrierId makes it`];
}

function text(maxBytes: number): Check {
  return (name, value) => {
    if (typeof value !== "string" || value === "" || !value.isWellFormed()) {
      return [`${name} is ${shown(value)}: give well-formed text that is not empty`];
    }
    const bytes = new TextEncoder().encode(value).length;
    return bytes > maxBytes ? [`${name} has ${bytes} bytes: ${maxBytes} are allowed`] : [];
  };
}

function upTo(most: number): Check {
  return (name, value) => whole(name, value, { least: 0, most });
}

function counts(name: string, value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [`${name} is ${shown(value)}: give an object`];
  const { received, stored, duplicates } = value as LeaseCounts;
  return Object.entries({ received, stored, duplicates }).flatMap(([count, each]) =>
    upTo(Number.MAX_SAFE_INTEGER)(`${name}.${count}`, each),
  );
}
