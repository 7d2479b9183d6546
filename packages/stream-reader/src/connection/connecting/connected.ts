import type { EndSignal } from "../../end-signals/end-signal.ts";
import type { PlannedRequest } from "../../http/request/request-plan.ts";
import type { BodySource } from "../../http/response/body-source.ts";
import type { ResponseBody } from "../../http/response/response-body.ts";
import type { OpenSocket } from "../../websocket/socket-opening.ts";

/** A response that is a stream, or the end of one. */
export interface StreamResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Where the response came from: the last redirect's target. */
  readonly url: string;
  /** The end signal that the status is; undefined when frames follow. */
  readonly ended: EndSignal | undefined;
}

/** A response whose headers are there. */
export interface Connected {
  readonly response: StreamResponse;
  /** The request that was answered so: the last redirect's. */
  readonly request: PlannedRequest;
  /** The body as the network delivers it. */
  readonly raw: ResponseBody;
  /** The body with its content codings undone. */
  readonly body: BodySource;
  /** The open WebSocket, of which `raw` are the bytes; undefined for a response of HTTP. */
  readonly webSocket?: OpenSocket | undefined;
  /** Lets go of the body and frees the socket. */
  release(): Promise<void>;
}
