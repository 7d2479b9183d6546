import { Token } from "aws-cdk-lib";
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
    ...durationProblems("source.idleTimeout", source.idleTimeout, { leastMs: 0 }),
    ...durationProblems("source.connectTimeout", source.connectTimeout, { leastMs: 1 }),
    ...durationProblems("source.eventTimeout", source.eventTimeout, { leastMs: 1 }),
    ...durationProblems("source.headersTimeout", source.headersTimeout, { leastMs: 1 }),
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
  return Object.entries(headers).flatMap(([name, value]) => {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name))
      return [`source.headers has ${shown(name)}: it is no header's name`];
    if (Token.isUnresolved(value) || /^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return [];
    return [`source.headers has a value that no header may hold, for ${name}: remove line ends`];
  });
}

function frameProblems({ maxFrame }: SourceProps): string[] {
  if (maxFrame === undefined || maxFrame.isUnresolved() || maxFrame.toBytes() >= 1) return [];
  return ["source.maxFrame is 0 bytes: it must be 1 or more"];
}
