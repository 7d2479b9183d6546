import type { ConnectionEvent } from "@unbounded-streams/stream-reader";

type ClosedEvent = Extract<ConnectionEvent, { kind: "closed" }>;

/** Codes of connections that were given up because nothing came over them: a quiet source is none that fails. */
const SILENCES: readonly ClosedEvent["code"][] = ["HEADERS_TIMEOUT", "IDLE_TIMEOUT"];

/** What the connections of a turn, all together, tell of its health. */
export class TurnConnections {
  /** Why the last one ended that broke, could not be made or was refused, in words. */
  lastBreak: string | undefined;
  /** Why the last one ended that was not given up by the holder, in words. */
  lastEnd: string | undefined;
  private readonly connectTimeoutMs: number;
  private upSinceMs: number | undefined;
  private askedAtMs: number | undefined;
  private upBeforeMs = 0;
  private waitedBeforeMs = 0;
  private hasBroken = false;

  /** @param connectTimeoutMs a request that has waited longer for its headers is on a connection that was accepted */
  constructor(connectTimeoutMs: number) {
    this.connectTimeoutMs = connectTimeoutMs;
  }

  note(event: ConnectionEvent): void {
    if (event.kind === "closed") this.ended(event);
    this.upSinceMs = event.kind === "open" ? event.atMs : undefined;
    this.askedAtMs = event.kind === "connecting" ? event.atMs : undefined;
  }

  /** How long they have been up: the one that is, and all that did not break; in milliseconds. */
  upMs(nowMs: number): number {
    return this.upBeforeMs + (this.upSinceMs === undefined ? 0 : nowMs - this.upSinceMs);
  }

  /**
   * How long they have waited for headers, accepted, without a refusal in the end, in milliseconds. The wait that goes on
   * counts while the one before it did not break: a gateway that waits for a source that is down answers late.
   */
  waitedMs(nowMs: number): number {
    const waitsMs = this.askedAtMs === undefined || this.hasBroken ? 0 : nowMs - this.askedAtMs;
    return this.waitedBeforeMs + (waitsMs > this.connectTimeoutMs ? waitsMs : 0);
  }

  private ended({ atMs, code, reason, why }: ClosedEvent): void {
    const isSilence = SILENCES.includes(code);
    const isBroken = !isSilence && (why === "lost" || why === "refused" || why === "failed");
    if (why !== "aborted") this.lastEnd = reason;
    if (isBroken) this.lastBreak = reason;
    else {
      this.upBeforeMs = this.upMs(atMs);
      if (isSilence && this.askedAtMs !== undefined) this.waitedBeforeMs += atMs - this.askedAtMs;
      else this.waitedBeforeMs = this.waitedMs(atMs);
    }
    this.hasBroken = isBroken;
  }
}
