import { constants, createDeflateRaw } from "node:zlib";
import { describe, expect, it } from "vitest";
import { takesDictionaries } from "../../src/websocket/inflate-after.ts";
import { MessageInflater } from "../../src/websocket/message-inflater.ts";

const TAIL_BYTES = 4;

/** Messages as a server compresses them, each of which may refer to those before it. */
async function compressed(messages: readonly string[]): Promise<Buffer[]> {
  const deflate = createDeflateRaw();
  const payloads: Buffer[] = [];
  let pieces: Buffer[] = [];
  deflate.on("data", (piece: Buffer) => pieces.push(piece));
  for (const message of messages) {
    deflate.write(message);
    await new Promise<void>((resolve) => deflate.flush(constants.Z_SYNC_FLUSH, resolve));
    payloads.push(Buffer.concat(pieces).subarray(0, -TAIL_BYTES));
    pieces = [];
  }
  return payloads;
}

it("zlib of Node takes dictionaries", () => {
  expect(takesDictionaries()).toBe(true);
});

describe.each([
  ["with dictionaries", true],
  ["without dictionaries, as on Deno", false],
])("messages that refer to those before them, %s", (_, byDictionary) => {
  it("are inflated, over more than a window", async () => {
    const messages = Array.from({ length: 600 }, (_, seq) =>
      JSON.stringify({ seq, text: `${seq * 7919}`.repeat(20) }),
    );
    const inflater = new MessageInflater(4_096, true, byDictionary);
    for (const [index, payload] of (await compressed(messages)).entries()) {
      expect(Buffer.from(inflater.inflate(payload) ?? []).toString()).toBe(messages[index]);
    }
  });

  it("are bounded each by itself", async () => {
    const [first = "", longest = ""] = ["a".repeat(900), "ab".repeat(500)];
    const [one, two, three] = await compressed([first, longest, "b".repeat(1_001)]);
    const inflater = new MessageInflater(1_000, true, byDictionary);
    expect(inflater.inflate(one ?? Buffer.of())).toHaveLength(900);
    expect(inflater.inflate(two ?? Buffer.of())).toHaveLength(1_000);
    expect(inflater.inflate(three ?? Buffer.of())).toBeUndefined();
  });

  it("are errors when they are no DEFLATE", async () => {
    const [first = Buffer.of()] = await compressed(["first"]);
    const inflater = new MessageInflater(1_000, true, byDictionary);
    inflater.inflate(first);
    expect(() => inflater.inflate(Buffer.of(0xff, 0xff, 0xff))).toThrow(/invalid/);
  });
});
