import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runReadmeExample } from "../src/index.ts";

async function packageWith(readme: string): Promise<string> {
  const packageDir = await mkdtemp(join(tmpdir(), "package-"));
  await writeFile(join(packageDir, "README.md"), readme);
  await writeFile(join(packageDir, "example.mjs"), "console.log(process.env.WHO);\n");
  return packageDir;
}

it("runs an example that the README shows", async () => {
  const packageDir = await packageWith("# It\n\n```js\nconsole.log(process.env.WHO);\n```\n");
  expect(await runReadmeExample({ packageDir, file: "example.mjs", env: { WHO: "you" } })).toBe("you\n");
});

it("refuses an example that the README does not show as it is", async () => {
  const packageDir = await packageWith("console.log('other')");
  await expect(runReadmeExample({ packageDir, file: "example.mjs" })).rejects.toThrow(
    /does not show example.mjs/,
  );
});
