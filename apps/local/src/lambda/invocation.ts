import {
  LAMBDA_CRASH_ERROR,
  LAMBDA_TIMEOUT_ERROR,
  STREAM_NOT_ENDED_ERROR,
  STREAM_REFUSED_ERROR,
} from "@unbounded-streams/asl-builder";

/** How an invocation came out; other errors stand with their own name. */
export type InvocationOutcome =
  | "ended"
  | "interrupted"
  | "refused"
  | "timed-out"
  | "crashed"
  | "aborted"
  | (string & {});

/** What is known of one invocation of the function, while it runs and after. Times are epoch milliseconds. */
export interface Invocation {
  readonly id: number;
  readonly branch: string;
  readonly requestId: string;
  readonly startedAtMs: number;
  /** When the source's response headers were there. */
  connectedAtMs: number | undefined;
  endedAtMs: number | undefined;
  outcome: InvocationOutcome | undefined;
  /** The signal that ended the stream, when one did. */
  signal: string | undefined;
  /** Counts as the function last said them: up to now, and complete once it has ended by itself. */
  received: number;
  stored: number;
  duplicates: number;
}

/** Takes what a line of the function's log tells into account. */
export function applyLogRecord(invocation: Invocation, record: Record<string, unknown>): void {
  if (record.message === "connected" && typeof record.connectedAtMs === "number") {
    invocation.connectedAtMs = record.connectedAtMs;
  }
  if (typeof record.received === "number") invocation.received = record.received;
  if (typeof record.stored === "number") invocation.stored = record.stored;
  if (typeof record.duplicates === "number") invocation.duplicates = record.duplicates;
  if (record.message === "connection over" && typeof record.signal === "string")
    invocation.signal = record.signal;
}

const OUTCOMES: Readonly<Record<string, InvocationOutcome>> = {
  [LAMBDA_TIMEOUT_ERROR]: "timed-out",
  [LAMBDA_CRASH_ERROR]: "crashed",
  [STREAM_NOT_ENDED_ERROR]: "interrupted",
  [STREAM_REFUSED_ERROR]: "refused",
};

/** The word for an invocation that failed under this name. */
export function outcomeOfError(errorName: string): InvocationOutcome {
  return OUTCOMES[errorName] ?? errorName;
}
