import type { Dispatcher } from "undici";
import type { ControlRule } from "../../control/control-rule.ts";
import type { EndSignal } from "../../end-signals/end-signal.ts";
import type { CookieJar } from "../../http/cookies/cookie-jar.ts";
import type { RedirectPolicy } from "../../http/request/redirect-policy.ts";
import type { RequestHeaders, RequestOptions } from "../../http/request/request-options.ts";
import type { TypeRule } from "../../http/response/content-type.ts";
import type { Transport } from "../../http/transport/transport-settings.ts";
import type { Clock } from "../../system.ts";
import type { SocketRequest } from "../../websocket/socket-opening.ts";

/** What a request for a stream needs; checked and complete. */
export interface ConnectRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: RequestOptions["headers"];
  /** Parameters that are made for this request, where the caller has a function for them; the URL has all others. */
  readonly query: RequestOptions["query"];
  /** Headers that the caller's may override. */
  readonly defaultHeaders: RequestHeaders;
  readonly body: RequestOptions["body"];
  readonly redirects: RedirectPolicy;
  readonly endSignals: readonly EndSignal[];
  /** What is about the stream among frames and refusals. */
  readonly control: readonly ControlRule[];
  /** Which responses are a stream. */
  readonly types: TypeRule;
  /** Where cookies are kept; undefined when they are not. */
  readonly cookies: CookieJar | undefined;
  /** What is asked of the source of a WebSocket; undefined for a stream over HTTP. */
  readonly webSocket: SocketRequest | undefined;
  readonly maxExpansionRatio: number;
  readonly connectTimeoutMs: number;
  /** Asked when a request is on its way; 0 is none. */
  readonly headersTimeoutMs: () => number;
  readonly transport: Transport;
  readonly dispatcher: Dispatcher | undefined;
  readonly clock: Clock;
}
