import type { OpenStreamOptions } from "../connection/open-stream-options.ts";
import { endOnClose, endOnStatus } from "../end-signals/end-signal.ts";
import { chunks } from "../framing/formats/chunks.ts";
import type { FrameFormat } from "../framing/frames/frame-format.ts";
import { HTML_TYPES } from "../framing/frames/html-types.ts";
import { type CookieJar, cookieJar } from "../http/cookies/cookie-jar.ts";
import { targetOf } from "../http/request/http-url.ts";
import type { QueryParameters, RequestHeaders } from "../http/request/request-options.ts";
import { mediaTypeOf } from "../http/response/content-type.ts";
import type { Clock } from "../system.ts";
import { Rhythm } from "../timeouts/rhythm.ts";
import type { FollowStreamOptions, HeadersContext } from "./follow-options.ts";
import type { FollowSettings } from "./follow-settings.ts";
import { resumeFrom } from "./resume/resume-rule.ts";

const NOTHING = { headers: {}, query: {} };

/** Makes the options of each connection of a stream. */
export class ConnectionRequests {
  /** Origin and path of the stream's URL. */
  readonly target: string;
  /** SSE: the last event id in force when a connection begins (WHATWG HTML, 9.2.6). */
  lastEventId: string | undefined;
  private readonly options: FollowStreamOptions;
  private readonly settings: FollowSettings;
  private readonly clock: Clock;
  private readonly rhythm: Rhythm | undefined;
  private readonly cookies: CookieJar | undefined;
  private refusesHtml = false;

  constructor(options: FollowStreamOptions, settings: FollowSettings, clock: Clock) {
    this.options = options;
    this.settings = settings;
    this.clock = clock;
    this.cookies = cookieJar(options.cookies, clock);
    this.rhythm = settings.learned && new Rhythm(settings.learned);
    this.target = URL.canParse(String(options.url)) ? targetOf(new URL(options.url)) : "";
  }

  /** The options of a connection that goes on after the context's cursor. */
  next(context: HeadersContext): OpenStreamOptions {
    const {
      headers,
      query,
      idleTimeoutMs,
      format = chunks(),
      endSignals = [],
      endOnClose: closeIsEnd = false,
      crossOriginHeaders = [],
      signal: _,
      ...request
    } = this.options;
    const { resume, policy } = this.settings;
    const { cursor } = context;
    const resuming = resume === undefined || cursor === undefined ? NOTHING : resumeFrom(resume, cursor);
    return {
      ...request,
      query: queryOf(query, context, resuming.query),
      headers: () => headersOf(headers, context, resuming.headers),
      format: this.continued(format),
      crossOriginHeaders: [...crossOriginHeaders, ...Object.keys(resuming.headers)],
      ...(this.cookies === undefined ? {} : { cookies: this.cookies }),
      endSignals: [...endSignals, ...(closeIsEnd ? [endOnClose()] : []), ...policy.end.map(endOnStatus)],
      clock: this.clock,
      ...this.idle(idleTimeoutMs),
    };
  }

  /** The stream was up, with this `Content-Type`: unless it was HTML, a page of HTML is none of it. */
  wasOfType(contentType: string | string[] | undefined): void {
    this.refusesHtml = !HTML_TYPES.includes(mediaTypeOf(contentType) ?? "");
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
    const { lastEventId, rhythm, clock } = this;
    let heardAtMs: number | undefined;
    return {
      ...format,
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

function queryOf(
  given: FollowStreamOptions["query"],
  context: HeadersContext,
  resuming: QueryParameters,
): NonNullable<OpenStreamOptions["query"]> {
  if (typeof given !== "function") return { ...given, ...resuming };
  return async () => ({ ...(await given(context)), ...resuming });
}

async function headersOf(
  given: FollowStreamOptions["headers"],
  context: HeadersContext,
  resuming: RequestHeaders,
): Promise<RequestHeaders> {
  const headers = typeof given === "function" ? await given(context) : (given ?? {});
  const kept = Object.entries(headers).filter(([name]) => !Object.hasOwn(resuming, name.toLowerCase()));
  return { ...Object.fromEntries(kept), ...resuming };
}
