import { Token } from "aws-cdk-lib";
import { isWholeUrl } from "./function-environment.ts";
import { MAX_CURSOR_BYTES } from "./limits.ts";
import { durationProblems, listed, shown } from "./problems.ts";
import type { SourceFormat, SourceProps } from "./types.ts";

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

/** What is wrong with the source, one sentence each. A value that is only known at deployment is taken as it is. */
export function sourceProblems(source: SourceProps | undefined): string[] {
  if (source === undefined) return ["source is missing: say at least where it is, as source.baseUrl"];
  return [
    ...urlProblems(source),
    ...choiceProblems("source.format", source.format, FORMATS),
    ...endSignalProblems(source),
    ...resumeProblems(source),
    ...choiceProblems("source.connectionMode", source.connectionMode, CONNECTION_MODES),
    ...headerProblems(source),
    ...durationProblems("source.idleTimeout", source.idleTimeout, { leastMs: 0 }),
    ...durationProblems("source.connectTimeout", source.connectTimeout, { leastMs: 1 }),
    ...durationProblems("source.maxReconnectDelay", source.maxReconnectDelay, { leastMs: 0 }),
    ...frameProblems(source),
  ];
}

function urlProblems(source: SourceProps): string[] {
  const { baseUrl, path } = source;
  if (typeof baseUrl !== "string") return ["source.baseUrl is missing: give one such as https://example.com"];
  const problems: string[] = [];
  if (isWholeUrl(source) && path !== undefined) {
    problems.push("source.path is given, but source.baseUrl has {streamId} in it: put the path there, too");
  }
  if (path?.split("/").some((segment) => segment === "." || segment === "..")) {
    problems.push(`source.path is ${shown(path)}: the segments . and .. are not allowed`);
  }
  return Token.isUnresolved(baseUrl) ? problems : [...addressProblems(source), ...problems];
}

function addressProblems(source: SourceProps): string[] {
  const address = source.baseUrl.replaceAll("{streamId}", "id");
  if (!URL.canParse(address)) return ["source.baseUrl is not a URL: give one such as https://example.com"];
  const { protocol, username, password } = new URL(address);
  if (protocol !== "http:" && protocol !== "https:") {
    return [`source.baseUrl has the protocol ${protocol} give http: or https:`];
  }
  if (username !== "" || password !== "") {
    return ["source.baseUrl holds a user name or password: give source.key instead"];
  }
  if (!isWholeUrl(source) && /[?#]/.test(address)) {
    return [
      "source.baseUrl has a query or a fragment: put {streamId} into it, where the stream's id belongs",
    ];
  }
  return [];
}

function choiceProblems(name: string, value: string | undefined, allowed: readonly string[]): string[] {
  if (value === undefined || allowed.includes(value)) return [];
  return [`${name} is ${shown(value)}: allowed are ${listed(allowed)}`];
}

/** As `stream-reader` reads them. */
const END_SIGNAL = /^(?:status:[2-5]\d\d|data:.*|event:.+|json:(?:\/[^=]*)?=.*)$/s;

function endSignalProblems({ endSignals = [] }: SourceProps): string[] {
  return endSignals
    .filter((signal) => !END_SIGNAL.test(signal))
    .map(
      (signal) =>
        `source.endSignals has ${shown(signal)}: write status:410, data:[DONE], json:/type=end or event:done`,
    );
}

const JSON_POINTER = /^(?:\/(?:[^~/]|~[01])*)+$/;
const RESUME_RULE = /^(?:header|query):[\w.~-]+(?:=\P{Cc}*\{id\}\P{Cc}*)?$/u;

function resumeProblems({ format, eventId, resume, resumeStart = "" }: SourceProps): string[] {
  const problems: string[] = [];
  if (eventId !== undefined && eventId !== "sse" && !JSON_POINTER.test(eventId)) {
    problems.push(`source.eventId is ${shown(eventId)}: it must be sse or a JSON Pointer such as /meta/id`);
  }
  if (
    !resumeStart.isWellFormed() ||
    /\p{Cc}/u.test(resumeStart) ||
    Buffer.byteLength(resumeStart) > MAX_CURSOR_BYTES
  ) {
    problems.push(
      `source.resumeStart is ${shown(resumeStart)}: it must be 1 to ${MAX_CURSOR_BYTES} bytes without control characters`,
    );
  }
  if (resume === undefined || resume === "none") return problems;
  if (format !== "sse" && eventId === undefined) {
    problems.push(
      "source.resume is given but source.eventId is not: say where an event's id is, such as /id",
    );
  }
  if (!RESUME_RULE.test(resume)) {
    problems.push(
      `source.resume is ${shown(resume)}: it must be none, header:Last-Event-ID or query:since, with =TEMPLATE if {id} alone will not do`,
    );
  }
  return problems;
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
