import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameSieve } from "../../src/connection/frame-sieve.ts";
import { frameMatchers } from "../../src/end-signals/frame-matchers.ts";
import {
  type ControlRule,
  endOnData,
  endOnEvent,
  type Frame,
  type FrameFormat,
  ndjson,
  sse,
} from "../../src/index.ts";
import { cutsOf, utf8 } from "../framing/decode.ts";

const CONTROL: readonly ControlRule[] = [
  { event: "ping", action: "ignore", cursorOf: "sse" },
  { pointer: "/type", value: "mark", action: "cursor", cursorOf: "/at" },
  { pointer: "/type", value: "stop", action: "end" },
  { pointer: "/type", value: "anew", action: "restart", cursorOf: "/at" },
  { pointer: "/error", action: "failure" },
];
const FORMATS: [string, FrameFormat, string[]][] = [
  [
    "ndjson",
    ndjson({ validate: true }),
    [
      '{"n":1}\n',
      '{"type":"mark","at":3}\n',
      '{"type":"mark"}\n',
      '{"type":"stop"}\n',
      '{"type":"anew","at":1e2}\n',
      '{"error":null}\n',
      "{broken\n",
      '"far too long for the bound"\n',
      '"bye"\n',
      "\n",
    ],
  ],
  [
    "sse",
    sse(),
    [
      "data: a\n\n",
      "id: 4\nevent: ping\ndata\n\n",
      ": c\n\n",
      "event: bye\ndata: b\n\n",
      'data: {"type":"stop"}\n\n',
      'data: {"error":1}\n\n',
      "event: ping\nid: 5\ndata: far too long for the bound\n\n",
    ],
  ],
];

/** What a reader gets of these pieces, each a batch of its own. */
function sifted(format: FrameFormat, pieces: readonly Uint8Array[], delivers: boolean) {
  const signals = frameMatchers([endOnData('"bye"'), endOnEvent("bye")]);
  const sieve = new FrameSieve({ signals, control: CONTROL, delivers }, "http://a", (text) => text);
  const decoder = format.decoder({ rejected: "deliver", maxFrameBytes: 24 });
  const taken: Frame[] = [];
  for (const piece of pieces) {
    const { frames, last } = sieve.sift(decoder.decode(piece));
    taken.push(...frames);
    if (last === undefined) continue;
    const end = "error" in last ? last.error.message : [last.signal, last.frame.text];
    return { frames: taken.map(seen), end };
  }
  return { frames: taken.map(seen), end: undefined };
}

function seen({ text, event, lastEventId, rejected, control }: Frame) {
  return [text, event, lastEventId, rejected?.cause.code, control];
}

describe("control frames among others", () => {
  it.each(FORMATS)(
    "%s: are the same however the network cuts them, delivered or dropped",
    (_, format, pieces) => {
      const body = fc
        .array(fc.constantFrom(...pieces), { maxLength: 20 })
        .map((parts) => utf8(parts.join("")))
        .chain((whole) => cutsOf(whole).map((cut) => ({ whole, cut })));
      fc.assert(
        fc.property(body, fc.boolean(), ({ whole, cut }, delivers) => {
          const expected = sifted(format, [whole], delivers);
          expect(sifted(format, cut, delivers)).toEqual(expected);
          const dropped = sifted(format, cut, false);
          const events = expected.frames.filter(([, , , , control]) => control === undefined);
          expect(dropped).toEqual({ ...expected, frames: events });
        }),
      );
    },
  );
});
