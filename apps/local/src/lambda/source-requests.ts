import type { ConnectionEvent } from "@unbounded-streams/stream-reader";

/** A request that the source has not answered. */
export interface Unanswered {
  /** Origin and path of its URL. */
  readonly target: string;
  /** Epoch milliseconds. */
  readonly sinceMs: number;
}

/**
 * What the function's connections ask of the source, as its processes tell it while they run: its log has a refusal only once the
 * pause after it is over.
 */
export class SourceRequests {
  private readonly open = new Map<number, Map<string, Unanswered[]>>();
  private untold: string[] = [];

  /** @param invocation by its number */
  note(invocation: number, event: ConnectionEvent): void {
    if (event.kind === "waiting") {
      if (!this.untold.includes(event.reason)) this.untold.push(event.reason);
      return;
    }
    const asked = this.askedBy(invocation, `${event.target} ${event.attempt}`);
    if (event.kind === "connecting") asked.push({ target: event.target, sinceMs: event.atMs });
    else asked.shift();
  }

  /** The invocation's process has gone, and its requests with it. */
  over(invocation: number): void {
    this.open.delete(invocation);
  }

  /** Why connections are to be opened again after a pause; each reason is given once until it comes again. */
  takePauses(): string[] {
    const taken = this.untold;
    this.untold = [];
    return taken;
  }

  /** The oldest request without an answer; undefined when there is none. */
  unanswered(): Unanswered | undefined {
    const all = [...this.open.values()].flatMap((asked) => [...asked.values()].flat());
    return all.sort((one, other) => one.sinceMs - other.sinceMs)[0];
  }

  private askedBy(invocation: number, connection: string): Unanswered[] {
    const ofInvocation = this.open.get(invocation) ?? new Map<string, Unanswered[]>();
    this.open.set(invocation, ofInvocation);
    const asked = ofInvocation.get(connection) ?? [];
    ofInvocation.set(connection, asked);
    return asked;
  }
}
