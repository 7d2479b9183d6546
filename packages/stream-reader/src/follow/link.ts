import type { StreamResponse } from "../connection/connecting/connected.ts";
import type { StreamConnection, StreamFinish } from "../connection/stream-connection.ts";
import { StreamContentTypeError } from "../errors/response-errors.ts";
import { StreamError, type StreamErrorCode } from "../errors/stream-error.ts";
import type { Frame } from "../framing/frames/frame.ts";
import type { Clock } from "../system.ts";
import { type ConnectionEnd, endOfError, endOfFinish } from "./connection-end.ts";
import type { ConnectionEvent } from "./connection-event.ts";
import type { FollowPolicy } from "./policy/follow-policy.ts";

/** What a connection has to do with the session that it is of. */
export interface LinkSession {
  /** Makes it, if that is to be done; throws as opening the connection does. */
  begin(): Promise<void>;
  /** Whether the last request had headers that the source gave. */
  wasCarried(): boolean;
  /** Takes what a response says of it. */
  answered(response: StreamResponse): void;
  /** Lower-case names of headers that nothing may show. */
  readonly secretHeaders: readonly string[];
}

/** What a connection of a followed stream is made of. */
export interface LinkOptions {
  readonly connection: StreamConnection;
  readonly attempt: number;
  /** Origin and path of its URL. */
  readonly target: string;
  readonly resumed: boolean;
  readonly refresh: boolean;
  readonly policy: FollowPolicy;
  /** Codes of errors after which another connection may do better. */
  readonly reopenOn: readonly StreamErrorCode[];
  readonly session: LinkSession;
  readonly clock: Clock;
  readonly onEvent: (event: ConnectionEvent) => void;
}

/** One connection of a followed stream: tells what happens to it, and never fails for what another one may mend. */
export class Link {
  readonly connection: StreamConnection;
  /** Whether its request carried a cursor. */
  readonly resumed: boolean;
  /** How it ended; undefined while it goes on. */
  end: ConnectionEnd | undefined;
  /** How long it was up; undefined when it never was, or what came was no such stream. */
  upMs: number | undefined;
  /** Frames that it has delivered; control frames, and those that are none of the format, not counted. */
  events = 0;
  /** The response; undefined when none came that has a stream. */
  response: StreamResponse | undefined;
  private readonly options: LinkOptions;
  private batches: AsyncGenerator<Frame[], StreamFinish, void> | undefined;
  private upAtMs: number | undefined;
  /** Whether anything came that is no frame of the format. */
  private hasRejected = false;
  /** Whether anything came that is one. */
  private hasFrames = false;

  constructor(options: LinkOptions) {
    this.options = options;
    this.connection = options.connection;
    this.resumed = options.resumed;
  }

  /** Whether all that came is none of the format: a source that is up, but sends something else. */
  get isOfAnotherFormat(): boolean {
    return this.hasRejected && this.events === 0;
  }

  /** Whether the last request that was made for it had headers that the source gave. */
  get inSession(): boolean {
    return this.options.session.wasCarried();
  }

  /** How long it has been up, while it is; in milliseconds. */
  upSoFarMs(): number | undefined {
    if (this.end !== undefined || this.upAtMs === undefined) return undefined;
    return this.options.clock.now() - this.upAtMs;
  }

  /**
   * The next frames; undefined when it is over, for a reason that `end` has.
   *
   * @throws what must be heard of
   */
  async next(): Promise<Frame[] | undefined> {
    const pulled = await this.pull();
    if (Array.isArray(pulled)) {
      this.count(pulled);
      return pulled;
    }
    this.over(pulled);
    if (pulled.kind === "failed") throw pulled.cause;
    return undefined;
  }

  /** Lets go of it, even when whoever is told of that throws. */
  async close(): Promise<void> {
    try {
      this.over({ kind: "aborted", reason: "given up by its consumer" });
    } finally {
      await this.connection.close();
    }
  }

  private count(frames: readonly Frame[]): void {
    for (const { control, rejected } of frames) {
      if (rejected !== undefined) this.hasRejected = true;
      else {
        this.hasFrames = true;
        if (control === undefined) this.events += 1;
      }
    }
  }

  private async pull(): Promise<Frame[] | ConnectionEnd> {
    try {
      this.batches ??= await this.open();
      const step = await this.batches.next();
      return step.done ? endOfFinish(step.value, this.options) : step.value;
    } catch (error) {
      return endOfError(error, this.options.reopenOn);
    }
  }

  private async open(): Promise<AsyncGenerator<Frame[], StreamFinish, void>> {
    const { clock, resumed, refresh, session } = this.options;
    const requestedAtMs = clock.now();
    this.tell(requestedAtMs, { kind: "connecting", resumed, refresh });
    await session.begin();
    const response = await this.connection.open();
    if (response !== undefined && response.ended === undefined) {
      const { status, headers } = response;
      this.response = response;
      session.answered(response);
      this.upAtMs = clock.now();
      const shown = shownHeaders(headers, session.secretHeaders);
      const connectMs = this.upAtMs - requestedAtMs;
      this.tell(this.upAtMs, { kind: "open", status, connectMs, headers: shown });
    }
    return this.connection.batches();
  }

  private over(end: ConnectionEnd): void {
    if (this.end !== undefined) return;
    this.end = end;
    const nowMs = this.options.clock.now();
    if (this.upAtMs !== undefined && !this.wasNoStream(end)) this.upMs = nowMs - this.upAtMs;
    const { bytesReceived } = this.connection;
    const { reason } = end;
    const truncatedBytes = (end.kind === "fault" && end.truncatedBytes) || 0;
    const isProper = end.kind === "fault" && end.fault.kind === "closed";
    // The beginning of a first frame, and the source means that to be all.
    if (isProper && truncatedBytes > 0 && !this.hasFrames) this.hasRejected = true;
    this.tell(nowMs, {
      kind: "closed",
      why: end.kind === "fault" ? end.fault.kind : end.kind,
      reason,
      ...("cause" in end && end.cause instanceof StreamError ? { code: end.cause.code } : {}),
      ...(end.kind === "fault" && end.fault.kind === "refused" ? { status: end.fault.status } : {}),
      ...(this.upMs === undefined ? {} : { upMs: this.upMs }),
      bytesReceived,
      truncatedBytes,
    });
  }

  /** Whether it was open, but no stream: of another type, or a WebSocket that the source closed, as a refusal, before any event. */
  private wasNoStream(end: ConnectionEnd): boolean {
    if (end.kind !== "fault") return "cause" in end && end.cause instanceof StreamContentTypeError;
    return end.cause instanceof StreamContentTypeError || (end.fault.kind === "refused" && this.events === 0);
  }

  private tell(atMs: number, happening: Happening): void {
    const { attempt, target, onEvent } = this.options;
    onEvent({ ...happening, attempt, atMs, target });
  }
}

type Happening = ConnectionEvent extends infer Event
  ? Event extends ConnectionEvent
    ? Omit<Event, "attempt" | "atMs" | "target">
    : never
  : never;

/** Headers that hold secrets of the connection. */
const SECRET_HEADERS = ["authentication-info", "set-cookie"];

function shownHeaders(
  headers: StreamResponse["headers"],
  secret: readonly string[],
): Readonly<Record<string, string>> {
  const shown: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const isSecret = SECRET_HEADERS.includes(name) || secret.includes(name);
    if (value !== undefined && !isSecret) shown[name] = [value].flat().join(", ");
  }
  return shown;
}
