import { hash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { judge } from "../src/judge.ts";

const made = ["a", "b", "c"].map((id) => ({ id, sha1: hash("sha1", id, "hex") }));

describe("the judgement", () => {
  it("finds what is stored, lost, stored twice and never made, byte by byte", () => {
    const items = [
      { data: "a" },
      { data: "b\n" },
      { data: "b" },
      { data: "half" },
      { data: Uint8Array.of(0xff) },
    ];
    expect(judge(items, made)).toEqual({ sent: 3, stored: 2, lost: 1, storedTwice: 1, unknown: 2 });
  });

  it("asks only for the events expected, and knows all that were made", () => {
    expect(judge([{ data: "a" }, { data: "c" }], made, made.slice(0, 2))).toEqual({
      ...{ sent: 2, stored: 1, lost: 1, storedTwice: 0, unknown: 0 },
    });
  });

  it("asks for none at the end that were on their way when the stream was cut short, but for all before", () => {
    expect(judge([{ data: "b" }], made, made, { isCutShort: true })).toMatchObject({
      sent: 2,
      stored: 1,
      lost: 1,
    });
    expect(judge([], made, made, { isCutShort: true })).toMatchObject({ sent: 0, stored: 0, lost: 0 });
  });

  it("takes apart an item that holds several lines, as network chunks do", () => {
    expect(judge([{ data: "a\nb\nc\n" }], made)).toMatchObject({
      stored: 3,
      lost: 0,
      storedTwice: 0,
      unknown: 0,
    });
  });
});
