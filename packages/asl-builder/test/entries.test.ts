import { spawnSync } from "node:child_process";
import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const NEEDED = [
  ...["attributes", "carrier-id", "expressions", "turn-pause"].map(
    (entry) => `@unbounded-streams/stream-lease/${entry}`,
  ),
  // Words its complaints.
  "@unbounded-streams/dynamodb-request",
  "@unbounded-streams/option-names",
];

/** The packages that are loaded with an entry of the built package, however far away. */
function packagesLoadedWith(entry: string): Set<string> {
  const script = `
    import { isBuiltin, registerHooks } from "node:module";
    const loaded = [];
    registerHooks({ resolve: (name, context, next) => (loaded.push(name), next(name, context)) });
    await import(${JSON.stringify(entry)});
    console.log(JSON.stringify(loaded.filter((name) => !isBuiltin(name))));`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    encoding: "utf8",
  });
  const names: string[] = JSON.parse(stdout);
  return new Set(names.filter((name) => name !== entry && !/^(?:\.|file:)/.test(name) && !isAbsolute(name)));
}

it("the core loads no code of AWS and no library: the lease's names and conditions, and the names of options, are all that it needs", () => {
  expect(packagesLoadedWith("@unbounded-streams/asl-builder")).toEqual(new Set(NEEDED));
});

it("the entry for YAML loads the library for it, and beside it the names of options", () => {
  expect(packagesLoadedWith("@unbounded-streams/asl-builder/yaml")).toEqual(
    new Set(["yaml", "@unbounded-streams/option-names"]),
  );
});
