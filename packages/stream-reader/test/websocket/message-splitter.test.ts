import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { limitsOf } from "../../src/framing/frames/frame-limits.ts";
import { MessageSplitter } from "../../src/websocket/message-splitter.ts";
import { frame } from "./socket-server.ts";

/** What a splitter makes of these bytes, cut at these places. */
function split(
  bytes: Uint8Array,
  cuts: readonly number[] = [],
  options: Parameters<typeof limitsOf>[0] = {},
) {
  const seen: string[] = [];
  const splitter = new MessageSplitter({
    limits: limitsOf(options),
    deflate: false,
    onMessage: ({ payload, binary, offset }) =>
      seen.push(`${binary ? "binary" : "text"} ${Buffer.from(payload).toString("hex")} at ${offset}`),
    onOversize: ({ bytes: size, offset, head }) =>
      seen.push(`oversize ${size} at ${offset}, head ${head.length}`),
    onControl: (opcode, payload) => seen.push(`control ${opcode} ${Buffer.from(payload).toString("hex")}`),
  });
  let start = 0;
  for (const cut of [...new Set(cuts.map((at) => at % (bytes.length + 1)))].toSorted((a, b) => a - b)) {
    splitter.feed(bytes.subarray(start, cut));
    start = cut;
  }
  splitter.feed(bytes.subarray(start));
  return { seen, cutOff: splitter.cutOff };
}

const payload = fc.uint8Array({ maxLength: 200 });
const message = fc
  .record({
    binary: fc.boolean(),
    parts: fc.array(payload, { minLength: 1, maxLength: 4 }),
    ping: fc.boolean(),
  })
  .map(({ binary, parts, ping }) =>
    parts.flatMap((part, index) => [
      frame(index > 0 ? 0 : binary ? 2 : 1, part, { fin: index === parts.length - 1 }),
      ...(ping ? [frame(9, "ping")] : []),
    ]),
  );

describe("the messages in what a server sends", () => {
  it("are the same wherever the network cuts it, fragments and pings in between", () => {
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 8 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        (messages, cuts) => {
          const bytes = Buffer.concat(messages.flat());
          expect(split(bytes, cuts)).toEqual(split(bytes));
        },
      ),
    );
  });

  it("come whole from one byte at a time, of every kind of length", () => {
    const sizes = [0, 1, 125, 126, 65_535, 65_536];
    const bytes = Buffer.concat(sizes.map((size) => frame(2, Buffer.alloc(size, 7))));
    const everywhere = Array.from({ length: bytes.length }, (_, index) => index);
    const { seen } = split(bytes, everywhere);
    expect(seen.map((text) => text.split(" ")[1]?.length)).toEqual(sizes.map((size) => size * 2));
  });

  it("over the bound are passed over, in fragments too, and those after them come", () => {
    const bytes = Buffer.concat([
      frame(1, "ok"),
      frame(1, "12345", { fin: false }),
      frame(9, "ping"),
      frame(0, "67890x"),
      frame(2, "x".repeat(11)),
      frame(1, "ok"),
    ]);
    const options = { maxFrameBytes: 10, rejected: "deliver" as const };
    const all = split(bytes, [], options);
    expect(all.seen).toEqual([
      "text 6f6b at 2",
      "control 9 70696e67",
      "oversize 11 at 6, head 11",
      "oversize 11 at 27, head 11",
      "text 6f6b at 40",
    ]);
    for (let cut = 0; cut < bytes.length; cut++) expect(split(bytes, [cut, cut + 3], options)).toEqual(all);
  });

  it("over the bound are an error as soon as their length is known", () => {
    const bytes = frame(2, "", { announced: 2 ** 40 });
    expect(() => split(bytes, [], { maxFrameBytes: 10 })).toThrow("larger than 10 bytes");
    expect(split(bytes, [], { maxFrameBytes: 10, rejected: "deliver" }).seen).toEqual([]);
  });

  it("that are not complete are known as far as they came", () => {
    const bytes = Buffer.concat([frame(1, "abc", { fin: false }), frame(0, "def").subarray(0, 3)]);
    expect(Buffer.from(split(bytes, [2, 4]).cutOff ?? []).toString()).toBe("abcd");
    expect(split(frame(1, "abc")).cutOff).toBeUndefined();
  });

  it.each([
    ["a reserved bit", Buffer.of(0xa1, 0)],
    ["another reserved bit", Buffer.of(0x91, 0)],
    ["compression that was not agreed upon", frame(1, "", { compressed: true })],
    ["an unknown opcode", frame(3)],
    ["an unknown opcode of a control frame", frame(11)],
    ["a mask", Buffer.of(0x81, 0x80, 0, 0, 0, 0)],
    ["a ping in fragments", frame(9, "", { fin: false })],
    ["a ping of 126 bytes", frame(9, "x".repeat(126))],
    ["a continuation of nothing", frame(0, "x")],
    ["a message within another", Buffer.concat([frame(1, "x", { fin: false }), frame(1, "y")])],
    ["a negative length", Buffer.of(0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0)],
  ])("end with a violation for %s", (_, bytes) => {
    expect(() => split(bytes)).toThrow(expect.objectContaining({ name: "ProtocolViolation" }));
  });
});
