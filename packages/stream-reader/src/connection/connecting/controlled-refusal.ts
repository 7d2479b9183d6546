import { controlCursor } from "../../control/control-cursor.ts";
import { refusalMatcher } from "../../control/control-matcher.ts";
import type { ControlRule } from "../../control/control-rule.ts";
import type { EndSignal } from "../../end-signals/end-signal.ts";
import { StreamFailureError, StreamRestartError } from "../../errors/control-errors.ts";
import type { StreamRefusedError } from "../../errors/response-errors.ts";
import { TextFrame } from "../../framing/frames/text-frame.ts";
import { targetOf } from "../../http/request/http-url.ts";
import type { PlannedRequest } from "../../http/request/request-plan.ts";
import { shownExcerpt } from "../../http/response/shown-excerpt.ts";

/**
 * What a refusal means by the rules of control frames: the end of the stream, or undefined when none is about it.
 *
 * @throws StreamFailureError, StreamRestartError when a rule says so
 */
export function endOfRefusal(
  refusal: StreamRefusedError,
  control: readonly ControlRule[],
  request: PlannedRequest,
): EndSignal | undefined {
  const { status, bodyExcerpt: excerpt, retryAfterMs } = refusal;
  const frame = new TextFrame(excerpt, {});
  const rule = refusalMatcher(control)(status, frame);
  if (rule === undefined) return undefined;
  if (rule.action === "end") return { kind: "status", status };
  const saying = { excerpt, shown: shownExcerpt(excerpt, request), status };
  const target = targetOf(request.url);
  if (rule.action === "restart") {
    throw new StreamRestartError(target, { ...saying, cursor: controlCursor(rule, frame) });
  }
  throw new StreamFailureError(target, { ...saying, retryAfterMs });
}
