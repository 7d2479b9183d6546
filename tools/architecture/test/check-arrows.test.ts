import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkArrows } from "../src/check-arrows.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** A copy of two packages, for wrong imports to be planted in. */
let copy: string;
beforeEach(async () => {
  copy = await mkdtemp(join(tmpdir(), "arrows-"));
  for (const name of ["event-sink", "stream-lease"]) {
    await cp(join(root, "packages", name, "src"), join(copy, "packages", name, "src"), { recursive: true });
  }
});
afterEach(() => rm(copy, { recursive: true }));

async function violationsWith(file: string, text: string): Promise<readonly string[]> {
  await writeFile(join(copy, file), text);
  return (await checkArrows(copy)).violations;
}

describe("the arrows", () => {
  it("hold in the packages as they are", async () => {
    const { modules, imports, violations } = await checkArrows(copy);
    expect(violations).toEqual([]);
    expect(modules).toBeGreaterThan(50);
    expect(imports).toBeGreaterThan(100);
  });

  it("are broken by a circle, even of types alone", async () => {
    await writeFile(
      join(copy, "packages/event-sink/src/records/one.ts"),
      'import type { Two } from "./two.ts";\nexport type One = Two[];\n',
    );
    const violations = await violationsWith(
      "packages/event-sink/src/records/two.ts",
      'import type { One } from "./one.ts";\nexport interface Two { ones: One }\n',
    );
    expect(violations).toContainEqual(expect.stringMatching(/^no circle: .*one\.ts.*two\.ts/));
  });

  it("are broken by an import from a folder above, even of a type", async () => {
    const violations = await violationsWith(
      "packages/event-sink/src/records/upward.ts",
      'import type { Ledger } from "../writing/ledger.ts";\nexport type Upward = Ledger;\n',
    );
    expect(violations).toEqual([
      "event-sink: nothing above records: packages/event-sink/src/records/upward.ts -> packages/event-sink/src/writing/ledger.ts",
    ]);
  });

  it("are broken by a package that uses a tool, or one that is not below it", async () => {
    const uses = (name: string) =>
      violationsWith(
        "packages/stream-lease/src/stores/upward.ts",
        `export * from "@unbounded-streams/${name}";\n`,
      );
    expect(await uses("testing")).toEqual([
      expect.stringContaining("packages/stream-lease/(?:src|scripts|examples)"),
    ]);
    expect(await uses("event-sink")).toHaveLength(1);
    expect(await uses("dynamodb-request")).toEqual([]);
  });

  it.each([
    'export type { EventSink } from "@unbounded-streams/event-sink";\n',
    'export * from "@unbounded-streams/event-sink/s3";\n',
    'export * from "../../dist/index.js";\n',
    'export * from "../../test/support/world.ts";\n',
  ])("are broken by a way round through the package's own door: %j", async (text) => {
    for (const beside of ["dist/index.js", "test/support/world.ts"]) {
      await mkdir(dirname(join(copy, "packages/event-sink", beside)), { recursive: true });
      await writeFile(join(copy, "packages/event-sink", beside), "export {};\n");
    }
    const violations = await violationsWith("packages/event-sink/src/records/round.ts", text);
    expect(violations).toEqual([expect.stringContaining("its own code by the file, nothing beside it")]);
  });

  it("are broken by a path into another project, even one that may be used", async () => {
    const violations = await violationsWith(
      "packages/event-sink/src/records/into.ts",
      'export * from "../../../stream-lease/src/attributes.ts";\n',
    );
    expect(violations).toContainEqual(
      expect.stringMatching(/^no way into another project but by its name: /),
    );
  });

  it.each([
    "packages/stream-lease/src/anywhere/file.ts",
    "packages/stream-lease/src/root-file.ts",
    "packages/event-sink/src/fixtures/file.mts",
    "packages/flat/src/folder/file.ts",
  ])("are broken by %s, which has no place among them", async (file) => {
    await mkdir(dirname(join(copy, file)), { recursive: true });
    expect(await violationsWith(file, "export {};\n")).toEqual([`on no layer of arrows.ts: ${file}`]);
  });

  it("are broken by a project that is not among them", async () => {
    await mkdir(join(copy, "packages/unknown"));
    const violations = await violationsWith("packages/unknown/package.json", "{}\n");
    expect(violations).toEqual(["not among the projects of arrows.ts: packages/unknown"]);
  });
});
