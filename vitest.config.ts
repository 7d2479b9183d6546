import { defineConfig } from "vitest/config";

// With both set, Node warns on the standard error of every process, which tests of commands look at.
if (process.env.FORCE_COLOR !== undefined) delete process.env.NO_COLOR;

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    reporters: ["default", "json"],
    outputFile: { json: ".vitest/report.json" },
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
