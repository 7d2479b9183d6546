import type { Fault, FaultEnding, FaultKind } from "./fault-kinds.ts";
import type { Random } from "./random.ts";

/** Statuses that carry `Retry-After` unless told otherwise. */
const RETRYABLE_STATUSES: readonly (number | "close")[] = [429, 500, 503];
const DEFAULT_RETRY_AFTER_S = 1;

/** Faults that strike a connection after it has been attached. */
const RUNNING_KINDS: readonly FaultKind[] = [
  "drop-after-events",
  "drop-after-ms",
  "stall-after-events",
  "stall-after-ms",
  "cut-record-after-events",
  "cut-character-after-events",
];

/**
 * The faults set for a stream, drawn connection by connection. A fault with `next` is used up by the connections that come to
 * the point where it would strike, whatever its probability then decides.
 */
export class FaultSet {
  readonly #random: Random;
  #faults: readonly Fault[];

  constructor(faults: readonly Fault[], random: Random) {
    this.#faults = faults;
    this.#random = random;
  }

  /** What is set, with `next` counted down. */
  get faults(): readonly Fault[] {
    return this.#faults;
  }

  replace(faults: readonly Fault[]): void {
    this.#faults = faults;
  }

  /** How long this request is kept waiting, ms. */
  takeConnectDelayMs(): number {
    return (this.#takeFirst("connect-delay-ms")?.value as number | undefined) ?? 0;
  }

  /** The refusal that this request meets, if any. */
  takeRefusal(): Fault | undefined {
    return this.#takeFirst("refuse");
  }

  /** The answer to a connection beside another, if only one is allowed. */
  singleConnection(): Fault | undefined {
    return this.#faults.find((fault) => fault.kind === "single-connection");
  }

  /** The faults that will strike this connection while it runs. */
  takeRunning(): Fault[] {
    return this.#faults
      .filter((fault) => RUNNING_KINDS.includes(fault.kind))
      .filter((fault) => this.#take(fault));
  }

  #takeFirst(kind: FaultKind): Fault | undefined {
    return this.#faults.filter((fault) => fault.kind === kind).find((fault) => this.#take(fault));
  }

  #take(fault: Fault): boolean {
    const { next } = fault;
    if (next !== undefined) {
      const rest = next > 1 ? [{ ...fault, next: next - 1 }] : [];
      this.#faults = this.#faults.flatMap((each) => (each === fault ? rest : [each]));
    }
    return fault.probability === undefined || this.#random() < fault.probability;
  }
}

/** How a connection stops that this fault strikes. */
export function endingOf(fault: Fault): FaultEnding {
  return fault.ending ?? (fault.kind.startsWith("cut-") ? "end" : "reset");
}

/** Headers of the answer that a refusal gives. */
export function refusalHeaders(fault: Fault): Record<string, string> {
  const byStatus = RETRYABLE_STATUSES.includes(fault.value) ? DEFAULT_RETRY_AFTER_S : undefined;
  const retryAfterS = fault.retryAfterS ?? byStatus;
  return retryAfterS === undefined ? {} : { "retry-after": String(retryAfterS) };
}

/** Whether a byte goes on with a character that began before it (RFC 3629). */
function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

/**
 * Where to cut an encoded event, in bytes: in the middle of the record and between two characters, or inside its first
 * character of several bytes.
 *
 * @returns undefined when there is no such character
 */
export function cutPoint(kind: FaultKind, frame: Uint8Array): number | undefined {
  if (kind === "cut-character-after-events") {
    const inside = frame.findIndex(isContinuation);
    return inside === -1 ? undefined : inside;
  }
  let point = Math.floor(frame.length / 2);
  while (isContinuation(frame[point])) point -= 1;
  return point;
}
