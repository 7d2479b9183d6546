import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

  it("are broken by a folder that has no place among them", async () => {
    await cp(
      join(copy, "packages/stream-lease/src/requests"),
      join(copy, "packages/stream-lease/src/anywhere"),
      {
        recursive: true,
      },
    );
    const { violations } = await checkArrows(copy);
    expect(violations).toContainEqual(
      expect.stringMatching(/^stream-lease: every file on a layer: .*anywhere/),
    );
  });
});
