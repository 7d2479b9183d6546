import { describe, expect, it } from "vitest";
import {
  auto,
  concatenatedJson,
  delimited,
  type Frame,
  type FrameFormat,
  jsonArray,
  jsonSequence,
  lengthDelimited,
  lines,
  multipart,
  ndjson,
  type OversizeFrame,
  StreamError,
  sse,
} from "../../src/index.ts";
import { hostileBody, Random, randomCuts } from "./random.ts";
import { referenceEvents, referenceLines, referenceUnfinished } from "./reference.ts";

const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** Of each of the eleven tests below: a million in all. */
const CASES = Number(process.env.FUZZ_CASES ?? 91_000);
const TIMEOUT_MS = 300_000;

const LINE_TOKENS = [
  "a",
  "bcd",
  "\n",
  "\r\n",
  "\r",
  "\n\n",
  " ",
  '{"a":1}',
  "[2]",
  "\xc3\xa4",
  "xxxxxxxxxxxx",
];
const EVENT_TOKENS = [
  ...[
    "data: a\n\n",
    "data:b",
    "data",
    "data: ",
    "id: 1",
    "id",
    "id:\0",
    "event: e",
    "event",
    "retry: 5",
    "retry: 5x",
  ],
  ...[
    ": c",
    ":",
    "unknown: x",
    "Data: x",
    "\n",
    "\n",
    "\r",
    "\r\n",
    "\n\n",
    "\xc3\xa4",
    "\xf0\x9d",
    "\xef\xbb\xbf",
  ],
];
const JSON_TOKENS = [
  ...[
    "{",
    "}",
    "[",
    "]",
    '"',
    "\\",
    "\\u00",
    '{"a":1}',
    '"b"',
    "12",
    "-1.5e3",
    "true",
    "null",
    " ",
    "\n",
    "\x1e",
  ],
  ...["\x1e", "\x1e{}\n", "\x1e1\n", ",", '{"}":"{"}', "\xc3\xa4"],
];
const LENGTH_TOKENS = [
  "\x00",
  "\x01a",
  "\x02ab",
  "\x05abcde",
  "\x80\x01",
  "\x83\x00abc",
  "\x00\x00\x00\x01a",
  "\x0c",
  "\xff",
];
const PART_TOKENS = [
  ...["--b\r\n", "\r\n--b\r\n", "--b--", "\n--b\n", "--b", "--", "-", "b"],
  ...[
    "\r\n\r\n",
    "\r\n",
    "\n",
    "\r",
    "A: b\r\n",
    "Content-Length: 3\r\n",
    "Content-Length: 12\r\n",
    " folded\n",
  ],
  ...["a", "abc", "xxxxxxxxxxxx", ":", "--b\r\n\r\nabc"],
];
const MARK_TOKENS = ["a", "b", "ab", "aab", "aabaab", "aabaabaac", "c", "xyz", "\n"];

interface Outcome {
  frames: Frame[];
  oversize: OversizeFrame[];
  truncated: Uint8Array | undefined;
  code: string | undefined;
}

interface Limits {
  maxFrameBytes: number;
  skips: boolean;
}

/** Whatever is thrown that is not one of the declared errors fails the test. */
function run(format: FrameFormat, pieces: readonly Uint8Array[], { maxFrameBytes, skips }: Limits): Outcome {
  const outcome: Outcome = { frames: [], oversize: [], truncated: undefined, code: undefined };
  const onOversize = skips ? (skipped: OversizeFrame) => outcome.oversize.push(skipped) : undefined;
  const decoder = format.decoder({ maxFrameBytes, onOversize });
  try {
    for (const piece of pieces) decoder.decode(piece, outcome.frames);
    outcome.truncated = decoder.end(outcome.frames)?.bytes;
  } catch (error) {
    if (!(error instanceof StreamError) || !error.code.startsWith("FRAME_")) throw error;
    outcome.code = error.code;
  }
  return outcome;
}

const latin1 = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");

function summary({ frames, oversize, truncated, code }: Outcome): string {
  const shown = frames.map((frame) => [
    latin1(frame.bytes),
    frame.id,
    frame.event,
    frame.lastEventId,
    frame.retryMs,
  ]);
  return JSON.stringify([shown, oversize, truncated && latin1(truncated), code]);
}

function failure(name: string, index: number, body: Uint8Array, pieces: readonly Uint8Array[]): string {
  const cuts = pieces.map(({ length }) => length).join();
  return `FUZZ_SEED=${SEED}, ${name}, case ${index}: ${JSON.stringify(latin1(body))} cut into ${cuts}`;
}

/** Calls `check` with bodies, each cut in some way, and says how to see a failure again. */
function fuzz(
  name: string,
  tokens: readonly string[],
  check: (random: Random, body: Buffer, pieces: Uint8Array[]) => void,
): void {
  const random = new Random(SEED ^ Buffer.from(name).reduce((hash, byte) => hash * 31 + byte, 7));
  for (let index = 0; index < CASES; index++) {
    const body = hostileBody(random, tokens);
    const pieces = randomCuts(random, body);
    try {
      check(random, body, pieces);
    } catch (cause) {
      throw new Error(failure(name, index, body, pieces), { cause });
    }
  }
}

function limitsOf(random: Random): Limits {
  return { maxFrameBytes: random.chance(50) ? 1 + random.below(12) : 1000, skips: random.chance(70) };
}

/** The same however it is cut, and no more kept than the bound allows. */
function sameHoweverCut(
  format: FrameFormat,
  body: Buffer,
  pieces: Uint8Array[],
  limits: Limits,
  spare: number,
): Outcome {
  const whole = run(format, [body], limits);
  const cut = run(format, pieces, limits);
  if (summary(cut) !== summary(whole)) expect(summary(cut)).toBe(summary(whole));
  const largest = Math.max(
    ...cut.frames.map(({ bytes }) => bytes.length),
    (cut.truncated?.length ?? 0) - spare,
  );
  if (largest > limits.maxFrameBytes) expect(largest).toBeLessThanOrEqual(limits.maxFrameBytes);
  return cut;
}

/** The format, as it reads a response of this type. */
function typed(format: FrameFormat, contentType: string): FrameFormat {
  return { ...format, decoder: (options) => format.decoder({ ...options, contentType }) };
}

describe("a million hostile bodies", () => {
  it.each(["lines", "ndjson"])(
    "%s: frames as a split of the whole body has them",
    { timeout: TIMEOUT_MS },
    (name) => {
      const isJson = name === "ndjson";
      fuzz(name, LINE_TOKENS, (random, body, pieces) => {
        const limits = limitsOf(random);
        const keepEmpty = random.chance(30) && !isJson;
        const acceptUnterminated = random.chance(30);
        const loneCr = random.chance(50) && !isJson;
        const format = isJson
          ? ndjson({ acceptUnterminated })
          : lines({ loneCr, keepEmpty, acceptUnterminated });
        const { frames, oversize, truncated, code } = run(format, pieces, limits);
        const isDropped = (line: string) => (isJson ? /^[ \t\r]*$/.test(line) : line === "" && !keepEmpty);
        const rules = { loneCr, keepEmpty, acceptUnterminated, ...limits };
        const expected = referenceLines(body.toString("latin1"), isDropped, rules);
        const actual = {
          frames: frames.map(({ bytes }) => latin1(bytes)),
          oversize,
          truncated: truncated === undefined ? undefined : latin1(truncated),
          failed: code === "FRAME_TOO_LARGE",
        };
        if (JSON.stringify(actual) !== JSON.stringify(expected)) expect(actual).toEqual(expected);
      });
    },
  );

  it("sse: events as the standard's own steps find them", { timeout: TIMEOUT_MS }, () => {
    fuzz("sse", EVENT_TOKENS, (_, body, pieces) => {
      const decoder = sse().decoder();
      const frames: Frame[] = [];
      for (const piece of pieces) decoder.decode(piece, frames);
      const { lastEventId, retryMs } = decoder;
      const truncated = decoder.end()?.bytes;
      const events = frames.map(({ text, id, event, lastEventId }) => ({ text, id, event, lastEventId }));
      const expected = referenceEvents(new TextDecoder().decode(body));
      const actual = { events, lastEventId, retryMs };
      if (JSON.stringify(actual) !== JSON.stringify(expected)) expect(actual).toEqual(expected);
      const unfinished = referenceUnfinished(body.toString("latin1").replace(/^\xef\xbb\xbf/, ""));
      if (latin1(truncated ?? new Uint8Array(0)) !== unfinished) expect(truncated).toEqual(unfinished);
    });
  });

  it("sse: the same however it is cut, within small bounds too", { timeout: TIMEOUT_MS }, () => {
    fuzz("sse, bounds", EVENT_TOKENS, (random, body, pieces) => {
      sameHoweverCut(sse(), body, pieces, limitsOf(random), body.length);
    });
  });

  it.each<[string, readonly string[], number, (random: Random) => FrameFormat]>([
    [
      "concatenated JSON",
      JSON_TOKENS,
      0,
      (random) => concatenatedJson({ acceptUnterminated: random.chance(30) }),
    ],
    [
      "JSON sequences",
      JSON_TOKENS,
      0,
      (random) => jsonSequence(random.chance(70) ? { onInvalid: () => undefined } : {}),
    ],
    ["JSON arrays", ["[", ",", ...JSON_TOKENS], 0, () => jsonArray()],
    ["multipart bodies", PART_TOKENS, 70_000, (random) => multipart({ boundary: random.pick(["b", "--b"]) })],
    ["JSON by its first byte", ["[", "[1,", ...JSON_TOKENS], 0, () => typed(auto(), "application/json")],
    [
      "length-delimited",
      LENGTH_TOKENS,
      10,
      (random) => lengthDelimited({ prefix: random.pick(["varint", "uint32be", "uint32le"]) }),
    ],
    [
      "delimited",
      MARK_TOKENS,
      9,
      (random) =>
        delimited(random.pick(["\n", "ab", "aab", "aabaabaac"]), {
          keepEmpty: random.chance(50),
          acceptUnterminated: random.chance(30),
        }),
    ],
  ])(
    "%s: the same however it is cut, and within the bound",
    { timeout: TIMEOUT_MS },
    (name, tokens, spare, formatOf) => {
      fuzz(name, tokens, (random, body, pieces) => {
        sameHoweverCut(formatOf(random), body, pieces, limitsOf(random), spare);
      });
    },
  );
});
