import { MAX_TIMER_MS } from "@unbounded-streams/dynamodb-request";
import {
  chunks,
  type EndSignal,
  endOnClose,
  type FollowPolicy,
  type FrameFormat,
  headerProblems,
  openStream,
  parseEndSignal,
  parseFollowPolicy,
  type RequestHeaders,
  StreamError,
} from "@unbounded-streams/stream-reader";
import { asRecord, parsedJson } from "../../json.ts";
import { FORMATS } from "../../source/formats.ts";
import type { RequestSettings } from "../../source/stream-request.ts";
import { locationProblems, type StreamLocation } from "../../source/stream-url.ts";
import { type Environment, isTrue, optional, required, wholeNumber } from "../variables/environment.ts";
import { refuseBoth, refuseWord } from "../variables/problems.ts";
import { keySchemeOf, keySourceOf } from "./source-key.ts";

/** Where the stream comes from, and how it is read. */
export interface SourceConfig extends RequestSettings {
  readonly location: StreamLocation;
  /** What is done after each connection, where it is not as the relay has it. */
  readonly followPolicy: Partial<FollowPolicy> | undefined;
}

export function sourceConfig(environment: Environment, problems: string[]): SourceConfig {
  const milliseconds = (name: string, least: number) =>
    wholeNumber(environment, name, { least, most: MAX_TIMER_MS }, problems);
  const keyScheme = keySchemeOf(environment, problems);
  return {
    location: locationOf(environment, problems),
    keyScheme,
    keySource: keySourceOf(environment, keyScheme, problems),
    headers: headersOf(environment, problems),
    format: formatOf(environment, problems),
    endSignals: endSignalsOf(environment, problems),
    idleTimeoutMs: milliseconds("IDLE_TIMEOUT_MS", 0),
    eventTimeoutMs: milliseconds("EVENT_TIMEOUT_MS", 0),
    headersTimeoutMs: milliseconds("HEADERS_TIMEOUT_MS", 0),
    connectTimeoutMs: milliseconds("CONNECT_TIMEOUT_MS", 1),
    maxFrameBytes: wholeNumber(environment, "MAX_FRAME_BYTES", { least: 1 }, problems),
    cookies: isTrue(environment, "COOKIES", problems),
    allowPrivateRedirects: privateHostsOf(environment, problems),
    followPolicy: followPolicyOf(environment, problems),
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

function headersOf(environment: Environment, problems: string[]): RequestHeaders {
  const text = optional(environment, "STREAM_HEADERS");
  if (text === undefined) return {};
  const headers = asRecord(parsedJson(text)) ?? {};
  if (Object.keys(headers).length === 0) {
    problems.push('STREAM_HEADERS must be a JSON object of header names and text, such as {"x-tenant":"a"}');
    return {};
  }
  const found = headerProblems(headers as RequestHeaders);
  problems.push(...found.map((problem) => `STREAM_HEADERS: ${problem}`));
  return found.length === 0 ? (headers as RequestHeaders) : {};
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

function followPolicyOf(environment: Environment, problems: string[]): Partial<FollowPolicy> | undefined {
  const text = optional(environment, "FOLLOW_POLICY");
  return text === undefined ? undefined : reading("FOLLOW_POLICY", () => parseFollowPolicy(text), problems);
}

/** The hosts of a list with commas, as `redirects.allowPrivate` of the reader takes them. */
function privateHostsOf(environment: Environment, problems: string[]): string[] {
  const hosts = (optional(environment, "ALLOW_PRIVATE_REDIRECTS") ?? "")
    .split(",")
    .filter((host) => host !== "");
  const redirects = { allowPrivate: hosts };
  reading("ALLOW_PRIVATE_REDIRECTS", () => openStream({ url: "http://localhost/", redirects }), problems);
  return hosts;
}

/** What `read` gives; undefined, with a problem, when the reader refuses it. */
function reading<T>(name: string, read: () => T, problems: string[]): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof StreamError)) throw error;
    problems.push(`${name}: ${error.message}`);
    return undefined;
  }
}
