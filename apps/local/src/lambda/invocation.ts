import {
  LAMBDA_CRASH_ERROR,
  LAMBDA_TIMEOUT_ERROR,
  STREAM_NOT_ENDED_ERROR,
  STREAM_REFUSED_ERROR,
} from "@unbounded-streams/asl-builder";
import type { ConnectionReport, HandoverProof } from "@unbounded-streams/connection-manager";
import type { InvocationError } from "../errors.ts";

/** How an invocation came out; other errors stand with their own name. */
export type InvocationOutcome =
  | "ended"
  | "stopped"
  | "superseded"
  | "expired"
  | "interrupted"
  | "refused"
  | "timed-out"
  | "crashed"
  | "aborted"
  | (string & {});

/**
 * What is known of one invocation of the function, while it runs and after; of a carrier's, also of each stream that it holds for a
 * while. Times are epoch milliseconds.
 */
export interface Invocation {
  readonly id: number;
  readonly branch: string;
  /** The stream, or the carrier, that it is for. */
  readonly streamId: string;
  /** The carrier on which the stream has its seat; undefined for one of its own, and for a carrier itself. */
  readonly carrier: string | undefined;
  readonly requestId: string;
  readonly startedAtMs: number;
  /** When the source's response headers were there. */
  connectedAtMs: number | undefined;
  /** When it was up, as its log tells; the last time goes on while nothing else is said. */
  readonly up: { readonly fromMs: number; readonly untilMs?: number }[];
  endedAtMs: number | undefined;
  outcome: InvocationOutcome | undefined;
  /** The signal that ended the stream, when one did. */
  signal: string | undefined;
  /** Counts as the function last said them: up to now, and complete once it has ended by itself. */
  received: number;
  stored: number;
  duplicates: number;
  /** Of what it received: what is kept as dead letters, what was passed over, and what has no id to be resumed from. */
  deadLettered: number;
  framesSkipped: number;
  cursorless: number;
  /** Where its first dead letter is kept. */
  deadLetter: string | undefined;
  /** The epoch of its lease, in a relay. */
  epoch: number | undefined;
  /** Times that it opened its connection again. */
  reconnects: number;
  /** Why it came to its end or opened its connection again, in words. */
  reason: string | undefined;
  /** What it says of the handover to it; undefined when it could not say. */
  handover: HandoverProof | undefined;
}

/** An invocation that has just been asked for. */
export function newInvocation(
  identity: Pick<Invocation, "id" | "branch" | "streamId" | "requestId" | "startedAtMs"> &
    Partial<Pick<Invocation, "carrier">>,
): Invocation {
  return {
    ...{ carrier: undefined, ...identity },
    connectedAtMs: undefined,
    up: [],
    endedAtMs: undefined,
    outcome: undefined,
    signal: undefined,
    received: 0,
    stored: 0,
    duplicates: 0,
    deadLettered: 0,
    framesSkipped: 0,
    cursorless: 0,
    deadLetter: undefined,
    epoch: undefined,
    reconnects: 0,
    reason: undefined,
    handover: undefined,
  };
}

/** Takes what a line of the function's log tells into account. */
export function applyLogRecord(invocation: Invocation, record: LogRecord): void {
  const {
    message,
    connectedAtMs,
    disconnectedAtMs,
    received,
    stored,
    duplicates,
    deadLettered,
    framesSkipped,
    cursorless,
    epoch,
    reconnects,
    handover,
    reason,
    signal,
    count,
  } = record;
  if (message === "connected" && connectedAtMs !== undefined) {
    invocation.connectedAtMs ??= connectedAtMs;
    invocation.up.push({ fromMs: connectedAtMs });
  }
  const last = invocation.up.at(-1);
  if (last !== undefined && disconnectedAtMs !== undefined) {
    invocation.up.splice(-1, 1, { ...last, untilMs: disconnectedAtMs });
  }
  if (message === "dead letter") {
    invocation.deadLettered += 1;
    invocation.deadLetter ??= record.location;
  }
  if (message === "frame skipped") invocation.framesSkipped += 1;
  if (message === "frames skipped") invocation.framesSkipped = count ?? invocation.framesSkipped;
  invocation.received = received ?? invocation.received;
  invocation.stored = stored ?? invocation.stored;
  invocation.duplicates = duplicates ?? invocation.duplicates;
  invocation.deadLettered = deadLettered ?? invocation.deadLettered;
  invocation.framesSkipped = framesSkipped ?? invocation.framesSkipped;
  invocation.cursorless = cursorless ?? invocation.cursorless;
  invocation.epoch = epoch ?? invocation.epoch;
  invocation.reconnects = reconnects ?? invocation.reconnects;
  invocation.reason = reason ?? invocation.reason;
  invocation.handover = handover ?? invocation.handover;
  invocation.signal = signal ?? invocation.signal;
}

/** Takes into account what the handler returned. */
export function applyAnswer(invocation: Invocation, answer: unknown): void {
  const { outcome, epoch } = (answer ?? {}) as { readonly outcome?: string; readonly epoch?: number };
  invocation.outcome = outcome ?? "ended";
  invocation.epoch ??= epoch;
}

/** Takes into account why the invocation failed. What it has said itself says more than how it was killed. */
export function applyFailure(invocation: Invocation, { name, reason }: InvocationError): void {
  if (Object.hasOwn(OUTCOMES, name)) invocation.reason ??= reason;
  else invocation.reason = reason;
}

/** What the function logs: lines of the connection manager, the last one with its whole report. */
export type LogRecord = {
  readonly message?: string;
  readonly count?: number;
  /** When a connection broke that is to be opened again, in epoch milliseconds. */
  readonly disconnectedAtMs?: number;
  /** Where a dead letter is kept. */
  readonly location?: string;
  /** Text where it is what went wrong with a carrier or a seat. */
  readonly error?: unknown;
} & Partial<ConnectionReport>;

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
