import type { OutletEnding } from "./outlet.ts";

/** How a faulty connection stops: see `OutletEnding`. */
export type FaultEnding = Exclude<OutletEnding, "abort">;

export const FAULT_ENDINGS: readonly FaultEnding[] = ["end", "close", "reset"];

/** What a fault does to a connection. */
export type FaultKind =
  | "drop-after-events"
  | "drop-after-ms"
  | "stall-after-events"
  | "stall-after-ms"
  | "cut-record-after-events"
  | "cut-character-after-events"
  | "connect-delay-ms"
  | "refuse"
  | "single-connection";

/** What may be said of a fault beside its value; the names are those of JSON. */
export type FaultOption = "next" | "probability" | "ending" | "retryAfterS";

/** One fault, as the control API takes and shows it. */
export interface Fault {
  readonly kind: FaultKind;
  /** Events, milliseconds, a status, or `"close"` (for `refuse`), as the kind says. */
  readonly value: number | "close";
  /** Only the next so many connections; every one when absent. */
  readonly next?: number;
  /** 0 to 1, drawn for each connection from the source's seed; 1 when absent. */
  readonly probability?: number;
  /** How the connection stops. Default: `reset` for a drop, `end` for a cut. */
  readonly ending?: FaultEnding;
  /** Seconds in `Retry-After`. Default: 1 with the statuses 429, 500 and 503, no such header with others. */
  readonly retryAfterS?: number;
}

interface FaultRule {
  /** How the value reads in a list of what is allowed. */
  readonly value: string;
  /** The same in words. */
  readonly allowed: string;
  accepts(value: unknown): boolean;
  readonly options: readonly FaultOption[];
}

const MAX_COUNT = 1_000_000_000;
/** One day. */
const MAX_MS = 86_400_000;

function isWhole(value: unknown, min: number, max: number): boolean {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
}

const count = {
  value: "N",
  allowed: `a whole number of events from 0 to ${MAX_COUNT}`,
  accepts: (value: unknown) => isWhole(value, 0, MAX_COUNT),
};
const duration = {
  value: "MS",
  allowed: `a whole number of milliseconds from 0 to ${MAX_MS}`,
  accepts: (value: unknown) => isWhole(value, 0, MAX_MS),
};
const scope = ["next", "probability"] as const;

/** The kinds of fault, with the values and the options that each one takes. */
export const FAULT_RULES: Readonly<Record<FaultKind, FaultRule>> = {
  "drop-after-events": { ...count, options: [...scope, "ending"] },
  "drop-after-ms": { ...duration, options: [...scope, "ending"] },
  "stall-after-events": { ...count, options: scope },
  "stall-after-ms": { ...duration, options: scope },
  "cut-record-after-events": { ...count, options: [...scope, "ending"] },
  "cut-character-after-events": { ...count, options: [...scope, "ending"] },
  "connect-delay-ms": { ...duration, options: scope },
  refuse: {
    value: "STATUS|close",
    allowed: "a status from 400 to 599, or close (the socket is closed without an answer)",
    accepts: (value) => value === "close" || isWhole(value, 400, 599),
    options: [...scope, "retryAfterS"],
  },
  "single-connection": {
    value: "409|429",
    allowed: "409 or 429 (the answer while another connection is open)",
    accepts: (value) => value === 409 || value === 429,
    options: ["retryAfterS"],
  },
};

/** The options' values. */
export const FAULT_OPTION_RULES: Readonly<
  Record<FaultOption, { readonly allowed: string; accepts(value: unknown): boolean }>
> = {
  next: {
    allowed: `a whole number of connections from 1 to ${MAX_COUNT}`,
    accepts: (value) => isWhole(value, 1, MAX_COUNT),
  },
  probability: {
    allowed: "a number from 0 to 1",
    accepts: (value) => typeof value === "number" && value >= 0 && value <= 1,
  },
  ending: {
    allowed: FAULT_ENDINGS.join(", "),
    accepts: (value) => FAULT_ENDINGS.includes(value as FaultEnding),
  },
  retryAfterS: {
    allowed: "a whole number of seconds from 0 to 86400",
    accepts: (value) => isWhole(value, 0, 86_400),
  },
};
