import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const examplesDir = fileURLToPath(new URL("../examples/migrating/", import.meta.url));
const document = new URL("../../../docs/migrating.md", import.meta.url);

const SECTION = /\n## [^\n]*\n\n[^\n]*migrating\/([\w-]+)\.ts\)[\s\S]*?(?=\n## )/g;
const CODE = /```ts\n([\s\S]*?)```/g;
const ROW = /\| `([\w/-]+\.test\.ts)`: (.+?)\s*\|$/gm;

describe("the document on migrating", () => {
  it("shows before and after of each example, as they are run", async () => {
    const sections = [...(await readFile(document, "utf8")).matchAll(SECTION)];
    const shown: string[] = [];
    for (const [section, name = ""] of sections) {
      const source = await readFile(`${examplesDir}${name}.ts`, "utf8");
      const code = [...section.matchAll(CODE)].map(([, block = ""]) => block);
      expect(code, name).toHaveLength(2);
      expect(code[0]).toContain("function before(");
      expect(code[1]).toContain("function after(");
      for (const block of code) expect(source).toContain(block);
      shown.push(`${name}.ts`);
    }
    expect(shown.sort()).toEqual(globSync("*.ts", { cwd: examplesDir }).sort());
  });

  it("names tests that are there", async () => {
    const rows = [...(await readFile(document, "utf8")).matchAll(ROW)];
    expect(rows.length).toBeGreaterThan(15);
    for (const [, file = "", title] of rows) {
      expect(await readFile(new URL(file, import.meta.url), "utf8"), file).toContain(`"${title}"`);
    }
  });
});
