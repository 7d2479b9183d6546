import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { importedPackages, installedBeside, readmePrograms } from "../../src/strangers/readme-programs.ts";
import { publishedPackages } from "../../src/workspace/published-packages.ts";

const WORKSPACE = fileURLToPath(new URL("../../../..", import.meta.url));
const packages = await publishedPackages(WORKSPACE);

it.each(packages.map(({ folder, manifest }) => [manifest.name, folder]))(
  "%s has a README with a program that imports it",
  async (name, folder) => {
    const programs = await readmePrograms(folder);
    expect(importedPackages(programs)).toContain(name);
  },
);

it("finds the packages of imports, with and without a path, not Node's", () => {
  const text = `import a from "a/deep.js";\nimport type { B } from "@scope/b";\nimport {\n  c,\n} from "@scope/c/d";\nimport fs from "node:fs";\nimport own from "./own.ts";\n`;
  expect(importedPackages([{ name: "x.ts", text }])).toEqual(new Set(["a", "@scope/b", "@scope/c"]));
});

it("knows what a README says is installed", async () => {
  const folder = packages.find(({ manifest }) => manifest.name.endsWith("/cdk"))?.folder ?? "";
  expect(await installedBeside(folder)).toEqual(["@unbounded-streams/cdk", "aws-cdk-lib", "constructs"]);
});
