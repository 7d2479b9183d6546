import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";

const document = new URL("../../../docs/delivery.md", import.meta.url);
const ROW = /\| \[`[\w/-]+\.test\.ts`\]\(\.\.\/packages\/stream-reader\/test\/([\w/.-]+)\): (.+?)\s*\|$/gm;

it("has every test that the document on delivery names of how connections end", async () => {
  const rows = [...(await readFile(document, "utf8")).matchAll(ROW)];
  expect(rows).toHaveLength(7);
  for (const [, file = "", title] of rows) {
    const source = await readFile(new URL(file, import.meta.url), "utf8");
    expect(source, file).toContain(`"${title}"`);
  }
});
