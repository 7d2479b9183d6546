import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

// With both set, Node warns on the standard error of every process, which tests of commands look at.
if (process.env.FORCE_COLOR !== undefined) delete process.env.NO_COLOR;

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    reporters: ["default", "json"],
    outputFile: { json: ".vitest/report.json" },
    // Many tests wait for processes and streams most of the time: two files at once even on a machine with two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Bounds for what hangs, not for what is slow on a busy machine; a condition is waited for almost as long.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
