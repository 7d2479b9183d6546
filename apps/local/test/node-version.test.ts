import { describe, expect, it } from "vitest";
import { nodeProblem } from "../src/node-version.ts";

describe("the version of Node.js", () => {
  it("is 24 or newer; an older one is refused with what to do", () => {
    expect(nodeProblem("24.0.0")).toBeUndefined();
    expect(nodeProblem("102.1.0")).toBeUndefined();
    for (const old of ["20.20.2", "22.19.0", "9.0.0"])
      expect(nodeProblem(old)).toMatch(new RegExp(`^[^\\n]*not ${old}[^\\n]*npx pnpm@12 start[^\\n]*$`));
  });
});
