import { describe, expect, it } from "vitest";
import { bundledPackages } from "../../src/bumps/bundled-packages.ts";
import { missingBumps, missingBumpText } from "../../src/bumps/missing-bumps.ts";

const pkg = (
  name: string,
  { dev = [], uses = [], named = dev }: { dev?: string[]; uses?: string[]; named?: string[] } = {},
) => ({
  manifest: {
    name,
    version: "1.0.0",
    devDependencies: Object.fromEntries(dev.map((name) => [name, "workspace:*"])),
    dependencies: Object.fromEntries(uses.map((name) => [name, "workspace:*"])),
  },
  names: (name: string) => named.includes(name),
});

const PACKAGES = [
  pkg("stack", { dev: ["handler", "reader", "testing"], named: ["handler", "testing"] }),
  pkg("handler", { uses: ["sink", "@aws-sdk/client-dynamodb"] }),
  pkg("sink", { uses: ["request"] }),
  pkg("request"),
  pkg("reader"),
];

const release = (name: string, type: string, ...changesets: string[]) => ({ name, type, changesets });

describe("bundledPackages", () => {
  it("finds what a package names without depending on it, and all below that", () => {
    expect(bundledPackages(PACKAGES)).toEqual(new Map([["stack", new Set(["handler", "sink", "request"])]]));
  });
});

describe("missingBumps", () => {
  const bundled = bundledPackages(PACKAGES);

  it("names the package that stays behind, and the changeset", () => {
    const releases = [
      release("request", "patch", "quick-cat"),
      release("sink", "patch"),
      release("stack", "none"),
    ];
    const missing = missingBumps({ releases }, bundled);
    expect(missing).toEqual([
      { packageName: "stack", moved: ["request", "sink"], changesets: ["quick-cat"] },
    ]);
    expect(missing.map(missingBumpText)).toEqual([
      "stack has request, sink inside, which .changeset/quick-cat.md changes: name stack in a changeset too, or its users do not get the change",
    ]);
  });

  it("is content when the package moves too", () => {
    const releases = [release("sink", "minor", "a"), release("stack", "patch", "b")];
    expect(missingBumps({ releases }, bundled)).toEqual([]);
  });

  it("is content when nothing inside moves", () => {
    const releases = [release("reader", "major", "a"), release("sink", "none", "b")];
    expect(missingBumps({ releases }, bundled)).toEqual([]);
  });
});
