import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { parseHttpDate } from "../../../src/http/fields/http-date.ts";

const NOW = Date.UTC(2026, 6, 1);
const THEN = Date.UTC(1994, 10, 6, 8, 49, 37);

describe("a date of HTTP", () => {
  it.each([
    ["Sun, 06 Nov 1994 08:49:37 GMT", THEN],
    ["Sunday, 06-Nov-94 08:49:37 GMT", THEN],
    ["Sun Nov  6 08:49:37 1994", THEN],
    ["Sun, 06-Nov-1994 08:49:37 GMT", THEN],
    ["Wednesday, 01-Jul-76 00:00:00 GMT", Date.UTC(2076, 6, 1)],
    ["Thursday, 01-Jul-77 00:00:00 GMT", Date.UTC(1977, 6, 1)],
    ["Sat, 31 Feb 2026 00:00:00 GMT", undefined],
    ["Sun, 06 Nov 1994 24:00:00 GMT", undefined],
    ["Sun, 06 Nov 1994 08:49:37 EST", undefined],
    ["2026-01-01T00:00:00Z", undefined],
    ["soon", undefined],
    ["", undefined],
  ])("%j is %s", (text, expected) => {
    expect(parseHttpDate(text, NOW)).toBe(expected);
  });

  it("is GMT in each of its forms, whatever the machine's zone", async () => {
    const module = fileURLToPath(new URL("../../../src/http/fields/http-date.ts", import.meta.url));
    const script = `import { parseHttpDate } from ${JSON.stringify(module)};
      const texts = ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"];
      console.log([new Date(0).getTimezoneOffset(), ...texts.map((text) => parseHttpDate(text, ${NOW}))].join(" "));`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--experimental-strip-types", "--no-warnings", "--input-type=module", "--eval", script],
      { env: { ...process.env, TZ: "America/New_York" } },
    );
    expect(stdout.trim().split(" ").map(Number)).toEqual([300, THEN, THEN, THEN]);
  });
});
