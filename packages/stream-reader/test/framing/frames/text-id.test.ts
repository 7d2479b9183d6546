import { describe, expect, it } from "vitest";
import { type Frame, fieldOf, ndjson, textIdAt } from "../../../src/index.ts";
import { utf8 } from "../decode.ts";

describe("an id in a document that is nested without measure", () => {
  it.each([1_000, 10_000, 300_000])("of %i levels is found, or is none, and nothing breaks", (depth) => {
    const text = `{"id":7,"exact":7.0,"deep":${"[".repeat(depth)}${"]".repeat(depth)}}\n`;
    const decoder = ndjson({ validate: true }).decoder({ rejected: "deliver", maxFrameBytes: 5_000_000 });
    const [frame] = decoder.decode(utf8(text)) as [Frame];
    expect([7, undefined]).toContain(fieldOf(frame, ["id"]));
    expect(["7", undefined]).toContain(textIdAt(frame, ["id"]));
    expect(["7.0", undefined]).toContain(textIdAt(frame, ["exact"]));
  });
});
