import { MAX_TIMER_MS } from "@unbounded-streams/dynamodb-request";
import { type FollowPolicy, parseFollowPolicy } from "@unbounded-streams/stream-reader";
import type { RequestSettings } from "../../source/stream-request.ts";
import type { StreamLocation } from "../../source/stream-url.ts";
import { type Environment, isTrue, optional, wholeNumber } from "../variables/environment.ts";
import { reading } from "../variables/reader-check.ts";
import { controlRulesOf, endSignalsOf, formatOf } from "./frames.ts";
import { locationOf } from "./location.ts";
import { requestConfig } from "./request.ts";
import { keySchemeOf, keySourceOf } from "./source-key.ts";
import type { ReadText } from "./tls.ts";
import { transportConfig } from "./transport.ts";

/** Where the stream comes from, and how it is read. */
export interface SourceConfig extends RequestSettings {
  readonly location: StreamLocation;
  /** What is done after each connection, where it is not as the relay has it. */
  readonly followPolicy: Partial<FollowPolicy> | undefined;
}

export function sourceConfig(environment: Environment, readText: ReadText, problems: string[]): SourceConfig {
  const milliseconds = (name: string, least: number) =>
    wholeNumber(environment, name, { least, most: MAX_TIMER_MS }, problems);
  const location = locationOf(environment, problems);
  const keyScheme = keySchemeOf(environment, problems);
  return {
    location,
    keyScheme,
    keySource: keySourceOf(environment, keyScheme, problems),
    ...requestConfig(environment, problems),
    format: formatOf(environment, problems),
    endSignals: endSignalsOf(environment, problems),
    control: controlRulesOf(environment, problems),
    idleTimeoutMs: milliseconds("IDLE_TIMEOUT_MS", 0),
    eventTimeoutMs: milliseconds("EVENT_TIMEOUT_MS", 0),
    headersTimeoutMs: milliseconds("HEADERS_TIMEOUT_MS", 0),
    connectTimeoutMs: milliseconds("CONNECT_TIMEOUT_MS", 1),
    maxFrameBytes: wholeNumber(environment, "MAX_FRAME_BYTES", { least: 1 }, problems),
    cookies: isTrue(environment, "COOKIES", problems),
    ...transportConfig(environment, readText, problems),
    followPolicy: followPolicyOf(environment, problems),
  };
}

function followPolicyOf(environment: Environment, problems: string[]): Partial<FollowPolicy> | undefined {
  const text = optional(environment, "FOLLOW_POLICY");
  return text === undefined ? undefined : reading("FOLLOW_POLICY", () => parseFollowPolicy(text), problems);
}
