import { describe, expect, it } from "vitest";
import { chunks, FrameTooLargeError, StreamOptionError } from "../../../src/index.ts";
import { decodeAll, texts, utf8 } from "../decode.ts";

describe("chunks", () => {
  it("makes a frame of each chunk and drops blank keep-alives", () => {
    expect(texts(decodeAll(chunks(), ["a\n", "\n", "", "\r\n", "b", " "].map(utf8)))).toEqual([
      "a\n",
      "b",
      " ",
    ]);
  });

  it("refuses a chunk over maxFrameBytes", () => {
    expect(() => decodeAll(chunks(), [utf8("1234")], 3)).toThrow(FrameTooLargeError);
  });

  it("refuses a bound that is not a number of bytes", () => {
    expect(() => chunks().decoder({ maxFrameBytes: 0 })).toThrow(StreamOptionError);
  });
});
