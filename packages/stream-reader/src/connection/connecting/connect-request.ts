import type { Dispatcher } from "undici";
import type { EndSignal } from "../../end-signals/end-signal.ts";
import type { RedirectPolicy } from "../../http/request/redirect-policy.ts";
import type { RequestHeaders, RequestOptions } from "../../http/request/request-options.ts";
import type { Transport } from "../../http/transport/transport.ts";
import type { Clock } from "../../system.ts";

/** What a request for a stream needs; checked and complete. */
export interface ConnectRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: RequestOptions["headers"];
  /** Headers that the caller's may override. */
  readonly defaultHeaders: RequestHeaders;
  readonly body: RequestOptions["body"];
  readonly redirects: RedirectPolicy;
  readonly endSignals: readonly EndSignal[];
  /** Media types that are a stream; undefined for any. */
  readonly contentTypes: readonly string[] | undefined;
  readonly maxExpansionRatio: number;
  readonly connectTimeoutMs: number;
  readonly transport: Transport;
  readonly dispatcher: Dispatcher | undefined;
  readonly clock: Clock;
}
