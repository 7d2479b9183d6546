import {
  controlProblems,
  headerProblems as requestHeaderProblems,
} from "@unbounded-streams/connection-manager/source-checks";
import { Token } from "aws-cdk-lib";
import { MAX_TIMER_MS } from "../../limits.ts";
import type { SourceFormatName, SourceProps } from "../../props/source-props.ts";
import { choiceProblems, durationProblems, shown } from "../rules/problems.ts";
import { addressProblems } from "./check-address.ts";
import { eventKeyProblems } from "./check-event-key.ts";
import { followProblems } from "./check-follow.ts";
import { keyProblems } from "./check-key.ts";
import { requestProblems } from "./check-request.ts";
import { resumeProblems } from "./check-resume.ts";
import { formatNameOf } from "./format-name.ts";

const FORMATS: readonly SourceFormatName[] = [
  "chunks",
  "lines",
  "ndjson",
  "sse",
  "json-sequence",
  "json-array",
  "concatenated-json",
  "multipart",
  "auto",
  "messages",
  "messages:json",
  "length-delimited:varint",
  "length-delimited:uint32be",
  "length-delimited:uint32le",
];
const TIMER = { leastMs: 0, mostMs: MAX_TIMER_MS };
const CONNECTION_MODES = ["overlap", "single"];
const INVALID_RULES = ["dead-letter", "fail"];

/** As `stream-reader` reads them. */
const END_SIGNAL = /^(?:status:(?:[2-5]\d\d|[1-4]\d{3})|data:.*|event:.+|json:(?:\/[^=]*)?=.*)$/s;

/** What is wrong with a source, one sentence each that begins with `source`. A value that is only known at deployment is taken as it is. */
export function sourceProblems(source: SourceProps): string[] {
  return [
    ...addressProblems(source),
    ...choiceProblems("source.format", source.format && formatNameOf(source.format), FORMATS),
    ...endSignalProblems(source),
    ...controlFrameProblems(source),
    ...resumeProblems(source),
    ...choiceProblems("source.connectionMode", source.connectionMode, CONNECTION_MODES),
    ...choiceProblems("source.onInvalid", source.onInvalid, INVALID_RULES),
    ...eventKeyProblems("source.eventKey", source.eventKey, source),
    ...headerProblems(source),
    ...requestProblems(source),
    ...keyProblems(source),
    ...followProblems(source),
    ...durationProblems("source.idleTimeout", source.idleTimeout, TIMER),
    ...durationProblems("source.connectTimeout", source.connectTimeout, { ...TIMER, leastMs: 1 }),
    ...durationProblems("source.eventTimeout", source.eventTimeout, TIMER),
    ...durationProblems("source.headersTimeout", source.headersTimeout, TIMER),
    ...durationProblems("source.maxReconnectDelay", source.maxReconnectDelay, { leastMs: 0 }),
    ...frameProblems(source),
  ];
}

function endSignalProblems({ endSignals = [] }: SourceProps): string[] {
  return endSignals
    .filter((signal) => !END_SIGNAL.test(signal))
    .map(
      (signal) =>
        `source.endSignals has ${shown(signal)}: write status:410, data:[DONE], json:/type=end or event:done`,
    );
}

function controlFrameProblems({ controlFrames }: SourceProps): string[] {
  if (controlFrames === undefined) return [];
  return controlProblems(controlFrames).map((problem) => `source.controlFrames is refused: ${problem}`);
}

/** Values are not shown: somebody may have put a secret there all the same. */
function headerProblems({ headers }: SourceProps): string[] {
  if (headers === undefined) return [];
  if (Object.keys(headers).length === 0) return ["source.headers is empty: leave it out"];
  const known = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.map(knownValue) : knownValue(value as string),
  ]);
  return requestHeaderProblems(Object.fromEntries(known)).map(
    (problem) => `source.headers is refused: ${problem}`,
  );
}

/** What is known at synthesis of a header's value. */
function knownValue(value: string): string {
  return Token.isUnresolved(value) ? "" : value;
}

function frameProblems({ maxFrame }: SourceProps): string[] {
  if (maxFrame === undefined || maxFrame.isUnresolved() || maxFrame.toBytes() >= 1) return [];
  return ["source.maxFrame is 0 bytes: it must be 1 or more"];
}
