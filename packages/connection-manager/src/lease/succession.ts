import type { System } from "../system.ts";
import type { Departure } from "./departure.ts";
import type { LeaseStanding } from "./lease-hold.ts";
import type { ConnectionMode } from "./lease-options.ts";

/** What decides when a connection goes for its successor. */
export interface SuccessionOptions {
  connectionMode: ConnectionMode;
  departure: Departure;
  /** Whether the connection is up: one that is down has nothing to read on for. */
  isConnected(): boolean;
  system: Pick<System, "now">;
}

/** What the lease has told of a successor. Moments in epoch milliseconds. */
export class Succession {
  /** Whether another connection has claimed the stream: this one must not be opened again. */
  hasBegun = false;
  /** When the successor's connection was up, by its own clock. */
  connectedAtMs: number | undefined;
  /** When it was seen that the successor takes over. */
  supersededAtMs: number | undefined;
  private readonly options: SuccessionOptions;

  constructor(options: SuccessionOptions) {
    this.options = options;
  }

  /** Takes note of a look at the lease; departs when this connection has nothing left to do. */
  note(standing: LeaseStanding): void {
    const { connectionMode, departure, isConnected, system } = this.options;
    if (standing.kind === "over") {
      departure.leave(standing.status === "failed" ? "superseded" : standing.status);
    }
    if (standing.kind !== "succeeded") return;
    this.hasBegun = true;
    const readsOn = connectionMode === "overlap" && isConnected();
    this.connectedAtMs = standing.connectedAtMs;
    if (readsOn && standing.connectedAtMs === undefined) return;
    this.supersededAtMs ??= system.now();
    if (!readsOn) departure.leave("superseded");
  }
}
