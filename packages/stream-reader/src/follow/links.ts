import { targetOf } from "../http/request/http-url.ts";
import type { Clock } from "../system.ts";
import type { ConnectionEvent } from "./connection-event.ts";
import type { ConnectionRequests } from "./connection-requests.ts";
import type { OpenStream } from "./follow-options.ts";
import type { FollowSettings } from "./follow-settings.ts";
import type { FollowTotals } from "./followed-stream.ts";
import { Link } from "./link.ts";
import type { Session } from "./session/session.ts";

/** What the connections of a followed stream are made with. */
export interface LinksOptions {
  readonly requests: ConnectionRequests;
  readonly session: Session;
  readonly settings: FollowSettings;
  readonly open: OpenStream;
  readonly clock: Clock;
  readonly onEvent: (event: ConnectionEvent) => void;
}

/** The connections of a followed stream, one at a time, and their sums. */
export class Links {
  /** The connection that is open, or being opened. */
  current: Link | undefined;
  /** SSE: the reconnection time that the server asked for last, in milliseconds. */
  retryMs: number | undefined;
  /** Whether the stream has been up. */
  wasUp: boolean;
  private readonly options: LinksOptions;
  private readonly sums = {
    connections: 0,
    bytesReceived: 0,
    truncatedRecords: 0,
    truncatedBytes: 0,
    cursorsForgotten: 0,
  };

  constructor(options: LinksOptions) {
    this.options = options;
    this.wasUp = options.settings.wasUp;
  }

  get totals(): FollowTotals {
    const bytesReceived = this.sums.bytesReceived + (this.current?.connection.bytesReceived ?? 0);
    return { ...this.sums, bytesReceived };
  }

  /** Makes the next connection, which goes on after the cursor; nothing is requested before its first step. */
  next(cursor: string | undefined, refresh: boolean): Link {
    const { requests, session, settings, open, clock, onEvent } = this.options;
    const { reopenOn, reopenOnceUp } = settings.policy;
    this.sums.connections += 1;
    const attempt = this.sums.connections;
    const context = { attempt, refresh, cursor: requests.carried(cursor) };
    const request = requests.next(context);
    this.current = new Link({
      connection: open(request),
      attempt,
      target: targetOf(new URL(request.url)),
      resumed: requests.resumes(cursor),
      refresh,
      policy: settings.policy,
      reopenOn: this.wasUp ? [...reopenOn, ...reopenOnceUp] : reopenOn,
      session: {
        begin: () => session.begin(requests.handshake(context)),
        wasCarried: () => session.wasCarried,
        answered: (response) => session.answered(response, request.url),
        secretHeaders: settings.keepHeaders,
      },
      clock,
      onEvent,
    });
    return this.current;
  }

  /** Lets go of the connection, and adds up what it was. */
  async release(): Promise<void> {
    const { current, sums } = this;
    if (current === undefined) return;
    await current.close();
    this.current = undefined;
    const { connection, end } = current;
    if (current.upMs !== undefined) this.up(current);
    sums.bytesReceived += connection.bytesReceived;
    this.retryMs = connection.retryMs ?? this.retryMs;
    if (end?.kind !== "fault" || end.truncatedBytes === undefined) return;
    sums.truncatedRecords += 1;
    sums.truncatedBytes += end.truncatedBytes;
  }

  /** The stream was up: what it is like can be held against later answers. */
  private up({ response }: Link): void {
    this.wasUp = true;
    this.options.requests.wasOfType(response?.headers["content-type"]);
  }

  /** The source refused a cursor: the next connection goes on without. */
  forgetCursor(): void {
    this.sums.cursorsForgotten += 1;
  }
}
