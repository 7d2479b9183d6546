import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import * as framing from "../../src/framing.ts";

const WEB_GLOBALS = {
  TextDecoder,
  TextEncoder,
  TransformStream,
  ReadableStream,
  WritableStream,
  queueMicrotask,
};

/** Runs in both worlds: what each format makes of the same bytes, one by one and at once. */
async function decodeEverything(framing: typeof import("../../src/framing.ts")): Promise<string> {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const { chunks, concatenatedJson, delimited, lengthDelimited, lines, ndjson, sse } = framing;
  const { auto, jsonArray, jsonSequence, multipart } = framing;
  const cases = [
    [chunks(), bytes("ä\n")],
    [lines({ loneCr: true }), bytes("\uFEFFone\r\ntwo\rthree 𝄞\nha")],
    [ndjson({ validate: true }), bytes('{"a":1}\n\n[2]\n3')],
    [sse(), bytes("retry: 5\nid: 1\ndata: ä\ndata: b\n\n: c\n\nevent: e\ndata\n\ndata: cut")],
    [concatenatedJson(), bytes('{"a":"}"}[1]2 3')],
    [jsonSequence(), bytes('\x1e{"a":1}\n\x1e2\n\x1e3')],
    [lengthDelimited(), bytes("\x02ok\x00\x05cut")],
    [delimited("||"), bytes("a||b|c||d|")],
    [jsonArray(), bytes('[{"a":1}, 2, "cu')],
    [multipart({ boundary: "b" }), bytes("--b\r\nA: b\r\n\r\none\r\n--b\r\n\r\ncut")],
    [auto(), bytes("one\ntwo\ncut")],
  ] as const;
  const results: unknown[] = [];
  for (const [format, body] of cases) {
    for (const source of [[body], Array.from(body, (byte) => Uint8Array.of(byte))]) {
      const { frames, truncated } = framing.decodeAll(source, format);
      const seen = frames.map(({ text, id, event, retryMs, lastEventId }) => [
        text,
        id,
        event,
        retryMs,
        lastEventId,
      ]);
      const piped: string[] = [];
      const input = new ReadableStream<Uint8Array>({
        start(controller) {
          for (const chunk of source) controller.enqueue(chunk);
          controller.close();
        },
      });
      const reader = input
        .pipeThrough(framing.frameTransform(format, { onTruncated: () => piped.push("cut") }))
        .getReader();
      for (let step = await reader.read(); !step.done; step = await reader.read())
        piped.push(step.value.text);
      results.push([format.name, seen, Array.from(truncated?.bytes ?? []), piped]);
    }
  }
  return JSON.stringify(results);
}

describe("the entry ./framing", () => {
  it("runs where only the Web's globals are, with the same results as in Node", async () => {
    const entry = fileURLToPath(new URL("../../src/framing.ts", import.meta.url));
    const { outputFiles } = await build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      format: "iife",
      globalName: "framing",
      platform: "browser",
    });
    const context = createContext({ ...WEB_GLOBALS });
    expect(runInContext("[typeof Buffer, typeof process, typeof require].join()", context)).toBe(
      "undefined,undefined,undefined",
    );
    runInContext(outputFiles[0]?.text ?? "", context);
    const there = await runInContext(`(${decodeEverything.toString()})(framing)`, context);
    expect(there).toBe(await decodeEverything(framing));
    expect(JSON.parse(there)).toHaveLength(22);
  });
});
