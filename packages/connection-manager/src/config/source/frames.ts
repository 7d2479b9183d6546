import {
  type ControlRule,
  chunks,
  type EndSignal,
  endOnClose,
  type FrameFormat,
  parseControlRules,
  parseEndSignal,
} from "@unbounded-streams/stream-reader";
import { parsedJson } from "../../json.ts";
import { FORMATS, formatNameOf, parseFormat } from "../../source/formats.ts";
import { type Environment, isTrue, optional } from "../variables/environment.ts";
import { refuseWord } from "../variables/problems.ts";
import { reading } from "../variables/reader-check.ts";

export function formatOf(environment: Environment, problems: string[]): FrameFormat {
  const name = optional(environment, "STREAM_FORMAT") ?? "chunks";
  if (Object.hasOwn(FORMATS, formatNameOf(name))) {
    return reading("STREAM_FORMAT", () => parseFormat(name), problems) ?? chunks();
  }
  refuseWord("STREAM_FORMAT", name, Object.keys(FORMATS), problems);
  return chunks();
}

/** Whether the stream is one of server-sent events, which have ids of their own. */
export function isSse(environment: Environment): boolean {
  return formatNameIn(environment) === "sse";
}

/** Whether it is one, or may turn out to be one. */
export function hasSseIds(environment: Environment): boolean {
  return isSse(environment) || formatNameIn(environment) === "auto";
}

function formatNameIn(environment: Environment): string | undefined {
  const text = optional(environment, "STREAM_FORMAT");
  return text && formatNameOf(text);
}

export function endSignalsOf(environment: Environment, problems: string[]): EndSignal[] {
  const close = isTrue(environment, "END_ON_CLOSE", problems) ? [endOnClose()] : [];
  const text = optional(environment, "END_SIGNALS");
  if (text === undefined) return close;
  const values = parsedJson(text);
  if (!Array.isArray(values) || !values.every((value) => typeof value === "string")) {
    problems.push('END_SIGNALS must be a JSON array of text, such as ["status:410","data:[DONE]"]');
    return [];
  }
  const named = values.flatMap(
    (value) => reading("END_SIGNALS", () => parseEndSignal(value), problems) ?? [],
  );
  return [...named, ...close];
}

/** What is no event of the stream. */
export function controlRulesOf(environment: Environment, problems: string[]): ControlRule[] {
  const text = optional(environment, "CONTROL_FRAMES");
  return (text && reading("CONTROL_FRAMES", () => parseControlRules(text), problems)) || [];
}
