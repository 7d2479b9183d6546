import { describe, expect, it } from "vitest";
import { readOptions } from "../../src/cli/read-options.ts";

describe("the command line", () => {
  it.each([
    [[], { base: "/", port: undefined }],
    [["--base", "/unbounded-streams/"], { base: "/unbounded-streams/", port: undefined }],
    [["--serve"], { base: "/", port: 0 }],
    [["--serve", "--port", "8080"], { base: "/", port: 8080 }],
  ])("%j is understood", (argv, options) => {
    expect(readOptions(argv)).toEqual(options);
  });

  it.each([
    [["--base", "docs"], "--base"],
    [["--base", "//evil.example/"], "--base"],
    [["--port", "1"], "--serve"],
    [["--serve", "--port", "65536"], "65535"],
    [["--open"], "--open"],
    [["page"], "too many arguments"],
  ])("%j is refused, and it is said why", (argv, why) => {
    expect(() => readOptions(argv)).toThrow(why);
  });

  it("gives its help", () => {
    expect(readOptions(["--help"])).toContain("--serve");
  });
});
