import { namesStatus } from "../control/control-matcher.ts";
import type { ControlRule } from "../control/control-rule.ts";
import type { EndSignal } from "../end-signals/end-signal.ts";
import { matchStatus } from "../end-signals/match-status.ts";
import { StreamRefusedError } from "../errors/response-errors.ts";
import { targetOf } from "../http/request/http-url.ts";
import type { PlannedRequest } from "../http/request/request-plan.ts";
import { meaningOfClose, type SocketClose } from "../websocket/close-code.ts";
import { endOfRefusal } from "./connecting/controlled-refusal.ts";

/** By what the code of a WebSocket's close is judged. */
export interface CloseRules {
  readonly endSignals: readonly EndSignal[];
  readonly control: readonly ControlRule[];
}

/**
 * What the close of a WebSocket means for its stream: the end of it, or undefined for a proper close and for a break.
 *
 * @throws StreamRefusedError for a code that is like a refusal, StreamFailureError, StreamRestartError when a rule says so
 */
export function endOfSocket(
  { code, reason }: SocketClose,
  { endSignals, control }: CloseRules,
  request: PlannedRequest,
): EndSignal | undefined {
  const ended = matchStatus(endSignals, code);
  const refusal = new StreamRefusedError(targetOf(request.url), { status: code, bodyExcerpt: reason });
  if (namesStatus(control, code)) return endOfRefusal(refusal, control, request) ?? ended;
  if (ended === undefined && meaningOfClose(code) === "refused") throw refusal;
  return ended;
}
