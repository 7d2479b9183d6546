import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { checkBlocks } from "../src/check-blocks.ts";
import { codeBlocks } from "../src/code-blocks.ts";
import { documents } from "../src/documents.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

it("every code block of every README and page is run, type-checked or parsed", async () => {
  const { problems, ...counts } = await checkBlocks(documents(root).flatMap(codeBlocks), root);
  expect(problems).toEqual([]);
  expect(counts.run).toBeGreaterThan(20);
  expect(counts.parsed).toBeGreaterThan(60);
});
