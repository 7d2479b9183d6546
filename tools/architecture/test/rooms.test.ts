import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { LAYERS, PROJECTS, TEST_SUPPORT } from "../src/arrows.ts";
import { sourcesOf } from "../src/places.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const MAX_FILES_IN_A_FOLDER = 15;
const MAX_LINES_OF_A_FILE = 300;
const MAX_MEDIAN_LINES = 80;

const packages = globSync("packages/*/package.json", { cwd: root }).map((file) =>
  dirname(file).slice("packages/".length),
);

describe.each(packages)("%s", (name) => {
  const sources = sourcesOf(join(root, "packages", name, "src"));
  const lines = sources.map(
    (file) => readFileSync(join(root, "packages", name, "src", file), "utf8").split("\n").length - 1,
  );

  it("has rooms that a stranger can look over", () => {
    const folders = Map.groupBy(sources, (file) => dirname(file));
    for (const [folder, files] of folders) {
      expect(files.length, `${folder}: ${files.join(", ")}`).toBeLessThanOrEqual(MAX_FILES_IN_A_FOLDER);
    }
  });

  it("has files of one purpose, by their size", () => {
    const sorted = lines.toSorted((one, other) => one - other);
    expect(sorted.at(-1)).toBeLessThanOrEqual(MAX_LINES_OF_A_FILE);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(MAX_MEDIAN_LINES);
  });

  it("has all of its folders among the arrows, and the arrows have no others", () => {
    const layers = LAYERS[name] ?? [];
    const places = new Set(sources.map((file) => (layers.includes(file) ? file : dirname(file))));
    if (LAYERS[name] === undefined) expect([...places]).toEqual(["."]);
    else expect([...places].toSorted()).toEqual(layers.toSorted());
  });
});

describe("the projects of the workspace", () => {
  const manifests = globSync("{packages,apps,tools}/*/package.json", { cwd: root }).map((file) => ({
    project: dirname(file),
    manifest: JSON.parse(readFileSync(join(root, file), "utf8")) as Record<string, Record<string, string>>,
  }));
  const inWorkspace = (dependencies: Record<string, string> = {}) =>
    Object.keys(dependencies)
      .filter((name) => name.startsWith("@unbounded-streams/"))
      .map((name) => name.slice("@unbounded-streams/".length));

  it.each(manifests)(
    "$project declares what the arrows say, and for its tests nothing but test support besides",
    ({ project, manifest }) => {
      const uses = PROJECTS[project] ?? [];
      const declared = inWorkspace(manifest.dependencies);
      const forTests = inWorkspace(manifest.devDependencies).filter((name) => !TEST_SUPPORT.includes(name));
      expect([...declared, ...forTests].toSorted()).toEqual(uses.toSorted());
    },
  );

  it("are all among the arrows", () => {
    expect(Object.keys(PROJECTS).toSorted()).toEqual(manifests.map(({ project }) => project).toSorted());
  });

  it("form no circle", () => {
    const usesOf = new Map(Object.entries(PROJECTS).map(([project, uses]) => [project.split("/")[1], uses]));
    const below = (name: string, path: readonly string[]): void => {
      expect(path).not.toContain(name);
      for (const used of usesOf.get(name) ?? []) below(used, [...path, name]);
    };
    for (const name of usesOf.keys()) below(String(name), []);
  });
});
