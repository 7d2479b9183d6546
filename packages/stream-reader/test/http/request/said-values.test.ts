import { describe, expect, it } from "vitest";
import { saidValues } from "../../../src/http/request/said-values.ts";

describe("the values of what was sent", () => {
  it("are strings of 8 characters and more, and no names", () => {
    expect(saidValues('{"password" : "tr0ub4dor","a":["long enough",12345678],"b":{"c":"short"}}')).toEqual([
      "tr0ub4dor",
      "tr0ub4dor",
      "long enough",
      "long enough",
    ]);
  });

  it("are there as they are, and as they are written", () => {
    expect(saidValues('{"a":"quo\\"ted\\u0041"}')).toEqual(['quo\\"ted\\u0041', 'quo"tedA']);
  });

  it("are looked for in the first 64 KiB, however deep, and are 1,000 at most", () => {
    expect(saidValues(`${"[".repeat(60_000)}"in-reach"`)).toContain("in-reach");
    expect(saidValues(`["${"x".repeat(70_000)}","out-of-reach"]`)).toEqual([]);
    expect(saidValues(JSON.stringify(Array.from({ length: 2_000 }, () => "some value")))).toHaveLength(1_000);
  });

  it("are fields of a form, or the text itself", () => {
    expect(saidValues("user=anna&secret=my%20word%21")).toContain("my word!");
    expect(saidValues("auth my-word")).toContain("auth my-word");
  });
});
