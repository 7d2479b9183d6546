import {
  type EndSignal,
  endOnAll,
  endOnAny,
  endOnData,
  endOnEvent,
  endOnJson,
  endWhen,
} from "../end-signals/end-signal.ts";
import { controlMatcher } from "./control-matcher.ts";
import type { ControlRule } from "./control-rule.ts";

/** The end signal that a rule of frames is. */
export function endSignalOf(rule: ControlRule): EndSignal {
  const { event, text, pointer, value } = rule;
  const [first, ...others] = [
    ...(event === undefined ? [] : [endOnEvent(event)]),
    ...(text === undefined ? [] : [endOnData(text)]),
    ...(pointer === undefined ? [] : [fieldSignal(pointer, value, rule)]),
  ];
  if (first === undefined) throw new TypeError("a rule of control frames has no condition");
  return others.length === 0 ? first : endOnAll(first, ...others);
}

function fieldSignal(pointer: string, value: ControlRule["value"], rule: ControlRule): EndSignal {
  if (value === undefined) {
    const matches = controlMatcher([rule]);
    return endWhen(
      `${rule.exists === false ? "no " : ""}${pointer}`,
      (frame) => matches(frame) !== undefined,
    );
  }
  const [first, ...others] = [value].flat().map((scalar) => endOnJson(pointer, scalar));
  if (first === undefined) throw new TypeError("a rule of control frames has no values");
  return others.length === 0 ? first : endOnAny(first, ...others);
}
