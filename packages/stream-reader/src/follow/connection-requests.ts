import type { OpenStreamOptions } from "../connection/open-stream-options.ts";
import { formatOf } from "../connection/read-options.ts";
import { endOnClose, endOnStatus } from "../end-signals/end-signal.ts";
import { HTML_TYPES } from "../framing/frames/foreign-types.ts";
import type { FrameFormat } from "../framing/frames/frame-format.ts";
import { type CookieJar, cookieJar } from "../http/cookies/cookie-jar.ts";
import { targetOf } from "../http/request/http-url.ts";
import { mediaTypeOf } from "../http/response/content-type.ts";
import type { Clock } from "../system.ts";
import { Rhythm } from "../timeouts/rhythm.ts";
import type { FollowStreamOptions } from "./follow-options.ts";
import type { FollowSettings } from "./follow-settings.ts";
import { forConnection } from "./follow-stream-names.ts";
import type { HeadersContext } from "./requests/request-context.ts";
import { requestOfConnection } from "./requests/request-of-connection.ts";
import { templateOf } from "./requests/request-url.ts";
import { hasPartsFor } from "./resume/apply-resume.ts";
import { isCursorParts } from "./resume/cursor.ts";
import { textOfParts } from "./resume/cursor-parts.ts";
import { namesIn } from "./resume/template.ts";
import { handshakeRequest } from "./session/handshake.ts";
import type { Session } from "./session/session.ts";

/** A cursor, or a part of one, that can stand wherever one can. */
const SAMPLE = "1";

/** Makes the options of each connection of a stream. */
export class ConnectionRequests {
  /** Origin and path of the stream's URL. */
  readonly target: string;
  /** SSE: the last event id in force when a connection begins (WHATWG HTML, 9.2.6). */
  lastEventId: string | undefined;
  private readonly options: FollowStreamOptions;
  private readonly settings: FollowSettings;
  private readonly clock: Clock;
  private readonly session: Session;
  private readonly rhythm: Rhythm | undefined;
  private readonly cookies: CookieJar | undefined;
  private refusesHtml = false;
  /** The media type that the stream has had. */
  private type: string | undefined;

  constructor(options: FollowStreamOptions, settings: FollowSettings, clock: Clock, session: Session) {
    this.options = options;
    this.settings = settings;
    this.clock = clock;
    this.session = session;
    this.cookies = cookieJar(options.cookies, clock);
    this.rhythm = settings.learned && new Rhythm(settings.learned);
    this.target = URL.canParse(String(options.url)) ? targetOf(new URL(options.url)) : "";
  }

  /** Whether a request carries this cursor; it does not while parts are missing that it must have for that. */
  resumes(cursor: string | undefined): boolean {
    const { resume: rules = [], whenResuming } = this.settings;
    if (cursor === undefined || !this.canResume) return false;
    return hasPartsFor(cursor, { rules, url: templateOf(whenResuming?.url) });
  }

  /** The cursor that a request goes on after; undefined when it carries none. */
  carried(cursor: string | undefined): string | undefined {
    return this.canResume && !this.resumes(cursor) ? undefined : cursor;
  }

  private get canResume(): boolean {
    const { resume, whenResuming } = this.settings;
    return resume !== undefined || whenResuming !== undefined;
  }

  /**
   * Finds what is wrong with requests before one is made: with a cursor, without one, and of the handshake.
   *
   * @param cursor the one that the first request has; any will do
   * @throws StreamOptionError
   */
  assertUsable(cursor: string | undefined, open: (options: OpenStreamOptions) => unknown): void {
    const context = { attempt: 1, refresh: false, cursor: undefined };
    open(this.next(context));
    if (this.canResume) {
      open(this.next({ ...context, cursor: this.carried(cursor) ?? this.sampleCursor() }));
    }
    for (const request of this.handshake(context)) open(request());
  }

  /** A cursor that all rules can be tried with. */
  private sampleCursor(): string {
    const { resume = [], whenResuming, cursorOf } = this.settings;
    const templates = [...resume.map(({ template }) => template), templateOf(whenResuming?.url)];
    const isOfParts = cursorOf !== undefined && isCursorParts(cursorOf);
    const names = isOfParts
      ? Object.keys(cursorOf)
      : templates.flatMap(namesIn).filter((name) => name !== "id");
    return names.length === 0 ? SAMPLE : textOfParts(new Map(names.map((name) => [name, SAMPLE])));
  }

  /**
   * The options of a connection that goes on after the context's cursor.
   *
   * @throws StreamOptionError when the cursor cannot be put where the rules have it
   */
  next(context: HeadersContext): OpenStreamOptions {
    const {
      idleTimeoutMs,
      endSignals = [],
      crossOriginHeaders = [],
      signal: _signal,
      method: _method,
      body: _body,
      query: _query,
      ...request
    } = forConnection(this.options);
    const { endOnClose: closeIsEnd = false } = this.options;
    const { resume = [], whenResuming, policy } = this.settings;
    const { sent, resumeHeaders } = requestOfConnection({
      request: this.options,
      instead: this.resumes(context.cursor) ? whenResuming : undefined,
      resume,
      context,
      keptHeaders: this.session.headers,
    });
    return {
      ...request,
      ...sent,
      format: this.continued(formatOf(this.options)),
      controlFrames: "deliver",
      crossOriginHeaders: [...crossOriginHeaders, ...resumeHeaders],
      ...(this.cookies === undefined ? {} : { cookies: this.cookies }),
      endSignals: [...endSignals, ...(closeIsEnd ? [endOnClose()] : []), ...policy.end.map(endOnStatus)],
      clock: this.clock,
      ...this.idle(idleTimeoutMs),
    };
  }

  /** The requests that are made before the connection of such a context, if it is the first of a session. */
  handshake(context: HeadersContext): (() => OpenStreamOptions)[] {
    const { handshake = [], ...request } = this.options;
    return handshake.map((given) => () => ({
      ...handshakeRequest(given, { request, context, keptHeaders: this.session.headers }),
      ...(this.cookies === undefined ? {} : { cookies: this.cookies }),
      clock: this.clock,
    }));
  }

  /** The stream was up, with this `Content-Type`: unless it was HTML, a page of HTML is none of it. */
  wasOfType(contentType: string | string[] | undefined): void {
    this.type = mediaTypeOf(contentType);
    this.refusesHtml = !HTML_TYPES.includes(this.type ?? "");
  }

  /** A silence was taken for death: the stream may have such silences. */
  stalled(): void {
    this.rhythm?.heard(this.rhythm.limitMs);
  }

  private idle(given: FollowStreamOptions["idleTimeoutMs"]): Pick<OpenStreamOptions, "idleTimeoutMs"> {
    const { rhythm } = this;
    if (rhythm !== undefined) return { idleTimeoutMs: () => rhythm.limitMs };
    return typeof given === "number" ? { idleTimeoutMs: given } : {};
  }

  /** The format, whose decoders know the last event id, and let the rhythm hear each chunk, heartbeats too. */
  private continued(format: FrameFormat): FrameFormat {
    const { lastEventId, rhythm, clock, type } = this;
    let heardAtMs: number | undefined;
    return {
      ...format,
      ...(format.keepsType && type !== undefined && { contentTypes: [type] }),
      refusedTypes: [...(format.refusedTypes ?? []), ...(this.refusesHtml ? HTML_TYPES : [])],
      decoder(options) {
        const started = { ...options, ...(lastEventId === undefined ? {} : { lastEventId }) };
        const decoder = format.decoder(started);
        if (rhythm === undefined) return decoder;
        const decode = decoder.decode.bind(decoder);
        decoder.decode = (chunk, into) => {
          const nowMs = clock.now();
          if (heardAtMs !== undefined) rhythm.heard(nowMs - heardAtMs);
          heardAtMs = nowMs;
          return decode(chunk, into);
        };
        return decoder;
      },
    };
  }
}
