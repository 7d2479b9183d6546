import { headerProblems as requestHeaderProblems } from "@unbounded-streams/connection-manager/source-checks";
import { Token } from "aws-cdk-lib";
import { MAX_TIMER_MS } from "../limits.ts";
import type { SourceFormat, SourceProps } from "../props/source-props.ts";
import { addressProblems } from "./check-address.ts";
import { followProblems } from "./check-follow.ts";
import { keyProblems } from "./check-key.ts";
import { resumeProblems } from "./check-resume.ts";
import { choiceProblems, durationProblems, shown } from "./problems.ts";

const FORMATS: readonly SourceFormat[] = [
  "chunks",
  "lines",
  "ndjson",
  "sse",
  "json-sequence",
  "concatenated-json",
  "length-delimited:varint",
  "length-delimited:uint32be",
  "length-delimited:uint32le",
];
const TIMER = { leastMs: 0, mostMs: MAX_TIMER_MS };
const CONNECTION_MODES = ["overlap", "single"];

/** As `stream-reader` reads them. */
const END_SIGNAL = /^(?:status:[2-5]\d\d|data:.*|event:.+|json:(?:\/[^=]*)?=.*)$/s;

/** What is wrong with the source, one sentence each. A value that is only known at deployment is taken as it is. */
export function sourceProblems(source: SourceProps | undefined): string[] {
  if (source === undefined) return ["source is missing: say at least where it is, as source.baseUrl"];
  return [
    ...addressProblems(source),
    ...choiceProblems("source.format", source.format, FORMATS),
    ...endSignalProblems(source),
    ...resumeProblems(source),
    ...choiceProblems("source.connectionMode", source.connectionMode, CONNECTION_MODES),
    ...headerProblems(source),
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

/** Values are not shown: somebody may have put a secret there all the same. */
function headerProblems({ headers }: SourceProps): string[] {
  if (headers === undefined) return [];
  if (Object.keys(headers).length === 0) return ["source.headers is empty: leave it out"];
  const known = Object.entries(headers).map(([name, value]) => [
    name,
    Token.isUnresolved(value) ? "" : value,
  ]);
  return requestHeaderProblems(Object.fromEntries(known)).map(
    (problem) => `source.headers is refused: ${problem}`,
  );
}

function frameProblems({ maxFrame }: SourceProps): string[] {
  if (maxFrame === undefined || maxFrame.isUnresolved() || maxFrame.toBytes() >= 1) return [];
  return ["source.maxFrame is 0 bytes: it must be 1 or more"];
}
