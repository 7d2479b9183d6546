import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCommandLine } from "../../src/options/options.ts";

const DOCS = new URL("../../../../docs/", import.meta.url);
const TLS = new URL("../fixtures/tls/", import.meta.url);

/** Files that configs name, by what stands in for them. */
const FILES = { "ca.pem": "ca.pem", "client.pem": "server.pem", "client.key": "server.key" };

interface Block {
  readonly page: string;
  readonly language: string;
  readonly text: string;
}

const recipes = (await readdir(new URL("recipes/", DOCS)))
  .filter((file) => file.endsWith(".md"))
  .map((file) => `recipes/${file}`);
const blocks = (await Promise.all(["concepts/end-of-stream.md", ...recipes].map(blocksOf))).flat();
const variables = new Set<string>();

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "documented-"));
  for (const [name, fixture] of Object.entries(FILES)) {
    await copyFile(new URL(fixture, TLS), join(folder, name));
  }
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  for (const name of variables) delete process.env[name];
});

async function blocksOf(page: string): Promise<Block[]> {
  const text = await readFile(new URL(page, DOCS), "utf8");
  return Array.from(text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm), ([, language = "", inner = ""]) => ({
    page,
    language,
    text: inner,
  }));
}

/** The secret that a config takes from the environment. */
function provideKey({ keyEnv }: { keyEnv?: string }): void {
  if (keyEnv === undefined) return;
  process.env[keyEnv] = "user:password";
  variables.add(keyEnv);
}

describe("docs/recipes", () => {
  it.each(blocks.filter(({ language }) => language === "json"))(
    "has configs that the command takes: $page",
    async ({ text }) => {
      const definition = JSON.parse(text);
      provideKey(definition);
      const path = join(folder, "source.json");
      await writeFile(path, text);
      const commandLine = readCommandLine(["--config", path], () => "new");
      if (commandLine.kind === "help") throw new Error("asked for help");
      const { keyEnv, tls, ...given } = definition;
      expect(commandLine.options.source).toMatchObject(given);
    },
  );

  it.each(recipes)("has a config, the command, props and what to check: %s", (page) => {
    const languages = blocks.filter((block) => block.page === page).map(({ language }) => language);
    expect(languages).toEqual(expect.arrayContaining(["json", "sh", "ts"]));
  });

  it.each(
    blocks
      .filter(({ language }) => language === "sh")
      .flatMap(({ page, text }) =>
        Array.from(text.matchAll(/pnpm@12 start (--url .*)$/gm), ([, flags = ""]) => [page, flags] as const),
      ),
  )("has flags that the command takes: %s, %s", (_page, flags) => {
    const argv = flags.split(" ").map((word) => (word in FILES ? join(folder, word) : word));
    expect(readCommandLine(argv, () => "new").kind).not.toBe("help");
  });
});
