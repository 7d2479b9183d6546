import {
  chunks,
  type EndSignal,
  type FrameFormat,
  parseEndSignal,
  type RequestHeaders,
  StreamError,
} from "@unbounded-streams/stream-reader";
import { asRecord, parsedJson } from "../json.ts";
import { FORMATS } from "../source/formats.ts";
import type { KeySource } from "../source/source-key.ts";
import type { RequestSettings } from "../source/stream-request.ts";
import { locationProblems, type StreamLocation } from "../source/stream-url.ts";
import { type Environment, optional, required, wholeNumber } from "./environment.ts";
import { refuse, refuseBoth, refuseWord } from "./problems.ts";

/** Where the stream comes from, and how it is read. */
export interface SourceConfig extends RequestSettings {
  readonly location: StreamLocation;
}

export function sourceConfig(environment: Environment, problems: string[]): SourceConfig {
  return {
    location: locationOf(environment, problems),
    keySource: keySourceOf(environment, problems),
    headers: headersOf(environment, problems),
    format: formatOf(environment, problems),
    endSignals: endSignalsOf(environment, problems),
    idleTimeoutMs: wholeNumber(environment, "IDLE_TIMEOUT_MS", { least: 0 }, problems),
    connectTimeoutMs: wholeNumber(environment, "CONNECT_TIMEOUT_MS", { least: 1 }, problems),
    maxFrameBytes: wholeNumber(environment, "MAX_FRAME_BYTES", { least: 1 }, problems),
  };
}

function locationOf(environment: Environment, problems: string[]): StreamLocation {
  const url = optional(environment, "STREAM_URL");
  if (url === undefined) {
    const uri = required(
      environment,
      "STREAM_URI",
      "the source's address, such as https://example.com",
      problems,
    );
    const location = { uri, path: optional(environment, "STREAM_PATH") ?? "" };
    if (uri !== "") problems.push(...locationProblems(location));
    return location;
  }
  for (const name of ["STREAM_URI", "STREAM_PATH"]) {
    if (optional(environment, name) !== undefined) refuseBoth(name, "STREAM_URL", problems);
  }
  problems.push(...locationProblems({ url }));
  return { url };
}

function keySourceOf(environment: Environment, problems: string[]): KeySource {
  const key = optional(environment, "STREAM_KEY");
  const secretArn = optional(environment, "STREAM_KEY_SECRET_ARN");
  if (key !== undefined && secretArn !== undefined) {
    refuseBoth("STREAM_KEY", "STREAM_KEY_SECRET_ARN", problems);
  }
  if (key !== undefined && !isHeaderValue(key)) {
    problems.push(
      "STREAM_KEY has characters that no header may hold (its value is not shown): remove line ends",
    );
  }
  if (
    secretArn !== undefined &&
    !/^arn:[\w-]+:secretsmanager:[\w-]+:\d+:secret:[\w/+=.@-]+$/.test(secretArn)
  ) {
    refuse("STREAM_KEY_SECRET_ARN", secretArn, "arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME", problems);
  }
  if (key !== undefined) return { key };
  return secretArn === undefined ? undefined : { secretArn };
}

function headersOf(environment: Environment, problems: string[]): RequestHeaders {
  const text = optional(environment, "STREAM_HEADERS");
  if (text === undefined) return {};
  const entries = Object.entries(asRecord(parsedJson(text)) ?? {});
  const areHeaders = entries.every(
    ([name, value]) =>
      /^[\w!#$%&'*+.^`|~-]+$/.test(name) && typeof value === "string" && isHeaderValue(value),
  );
  if (entries.length === 0 || !areHeaders) {
    problems.push('STREAM_HEADERS must be a JSON object of header names and text, such as {"x-tenant":"a"}');
    return {};
  }
  return Object.fromEntries(entries) as RequestHeaders;
}

function formatOf(environment: Environment, problems: string[]): FrameFormat {
  const name = optional(environment, "STREAM_FORMAT") ?? "chunks";
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (format !== undefined) return format();
  refuseWord("STREAM_FORMAT", name, Object.keys(FORMATS), problems);
  return chunks();
}

/** Whether the stream is one of server-sent events, which have ids of their own. */
export function isSse(environment: Environment): boolean {
  return optional(environment, "STREAM_FORMAT") === "sse";
}

function endSignalsOf(environment: Environment, problems: string[]): EndSignal[] {
  const text = optional(environment, "END_SIGNALS");
  if (text === undefined) return [];
  const values = parsedJson(text);
  if (!Array.isArray(values) || !values.every((value) => typeof value === "string")) {
    problems.push('END_SIGNALS must be a JSON array of text, such as ["status:410","data:[DONE]"]');
    return [];
  }
  return values.flatMap((value) => {
    try {
      return [parseEndSignal(value)];
    } catch (error) {
      if (!(error instanceof StreamError)) throw error;
      problems.push(`END_SIGNALS: ${error.message}`);
      return [];
    }
  });
}

function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}
