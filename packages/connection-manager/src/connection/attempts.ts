import type { ConnectionEvent } from "@unbounded-streams/stream-reader";
import { TurnConnections } from "../lease/turn-connections.ts";

/** A connection that came up: when its response's headers were there, and how long they took. */
type OpenEvent = Extract<ConnectionEvent, { kind: "open" }>;

/** What is known of the connections that an invocation makes, one after the other. */
export class Attempts {
  /** What they tell of the turn's health. */
  readonly connections: TurnConnections;
  /** Since when one is up, in epoch milliseconds; undefined while none is. */
  upSinceMs: number | undefined;
  /** The first that came up. */
  firstUp: OpenEvent | undefined;
  /** How many were made. */
  made = 0;
  /** Told when the first one is up. */
  onFirstUp: (() => void) | undefined;
  /** Told of all that happens to them. */
  onEvent: ((event: ConnectionEvent) => void) | undefined;

  /** @param connectTimeoutMs the time that making a connection may take */
  constructor(connectTimeoutMs: number) {
    this.connections = new TurnConnections(connectTimeoutMs);
  }

  /** Whether one is up now. */
  get isUp(): boolean {
    return this.upSinceMs !== undefined;
  }

  /** How many were made to go on after another one. */
  get reconnects(): number {
    return Math.max(0, this.made - 1);
  }

  note(event: ConnectionEvent): void {
    this.upSinceMs = event.kind === "open" ? event.atMs : undefined;
    this.connections.note(event);
    this.onEvent?.(event);
    if (event.kind === "connecting") this.made = event.attempt;
    if (event.kind !== "open" || this.firstUp !== undefined) return;
    this.firstUp = event;
    this.onFirstUp?.();
  }
}
