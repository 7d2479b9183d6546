import { expect, it } from "vitest";
import { assertNoWarning } from "../../src/strangers/assert-no-warning.ts";

it.each([
  "(node:12) ExperimentalWarning: SQLite is an experimental feature",
  "(node:12) [DEP0040] DeprecationWarning: The `punycode` module is deprecated.",
  "npm warn EBADENGINE Unsupported engine {",
  "npm warn ERESOLVE overriding peer dependency",
  "[WARN] Issues with peer dependencies found",
  " WARN  Unsupported engine: wanted: {}",
  "➤ YN0002: │ stranger doesn't provide a (p1), requested by b.",
  "warn: this is not implemented",
  "Warning: this API is unstable",
])("%j is a warning, wherever it stands", (line) => {
  expect(() => assertNoWarning(`first\n${line}\nlast`)).toThrow(line.trim());
});

it("what a program prints is none, nor is Yarn's word on its own loader", () => {
  const output =
    "1: a warning of rain\n➤ YN0092: │ ESM support for PnP uses the experimental loader API and is therefore experimental\n";
  expect(() => assertNoWarning(output)).not.toThrow();
});
