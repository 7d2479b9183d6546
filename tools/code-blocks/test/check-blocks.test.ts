import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { checkBlocks } from "../src/check-blocks.ts";
import { codeBlocks } from "../src/code-blocks.ts";
import { Programs } from "../src/commands/programs.ts";
import { readCommands } from "../src/commands/read-commands.ts";
import { shellProblems } from "../src/commands/shell-problems.ts";
import { isShownBy } from "../src/kinds/examples.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const programs = new Programs(root);

describe("code blocks of a document", () => {
  it("are found wherever they stand, with their place and language", () => {
    const text =
      "---\ntitle: A\n---\n\n```ts\nlet a;\n```\n\n- in a list\n\n  ```sh\n  ls\n  ```\n\n~~~json\n{}\n~~~\n\n```\nb\n```\n";
    const place = { path: "a.md" };
    expect(codeBlocks({ ...place, text })).toEqual([
      { ...place, line: 5, language: "ts", text: "let a;" },
      { ...place, line: 11, language: "sh", text: "ls" },
      { ...place, line: 15, language: "json", text: "{}" },
      { ...place, line: 19, language: "", text: "b" },
    ]);
  });

  it("are a part of an example when all their lines are, one after the other", () => {
    const example = { path: "a.ts", text: "let a = 1;\nlet b = 2;\nlet c = 3;\n" };
    expect(isShownBy("let b = 2;\nlet c = 3;\n", example)).toBe(true);
    expect(isShownBy("let b = 2", example)).toBe(false);
    expect(isShownBy("let a = 1;\nlet c = 3;", example)).toBe(false);
  });
});

describe("a planted fault is told with its place", () => {
  const block = (language: string, text: string, path = "packages/cdk/README.md") => ({
    path,
    line: 7,
    language,
    text,
  });

  it.each([
    [
      "a module that does not compile",
      block("ts", 'const a: number = "b";'),
      /^packages\/cdk\/README\.md:8: TS2322: /,
    ],
    [
      "a name that a package does not export",
      block("ts", '\nimport { Nothing } from "@unbounded-streams/stream-reader";\nNothing();', "docs/a.md"),
      /^docs\/a\.md:9: TS2305: /,
    ],
    ["JSON that is none", block("json", "{a: 1}"), /^packages\/cdk\/README\.md:7: Expected property name/],
    ["YAML that is none", block("yaml", "a: [1"), /^packages\/cdk\/README\.md:7: Flow sequence/],
    [
      "a language that nobody checks",
      block("cobol", "STOP RUN."),
      /: cobol is no language that is checked here$/,
    ],
    ["no language at all", block("", "a"), /: the block has no language: /],
    ["a script that is not there", block("sh", "npx pnpm@12 strat"), /: package\.json has no script strat$/],
    ["such a script, with run", block("sh", "npx pnpm@12 run strat"), /: package\.json has no script strat$/],
    [
      "a script that pnpm hides",
      block("sh", "npx pnpm@12 docs"),
      /: docs is a command of pnpm's own: write run docs$/,
    ],
  ])("%s", async (_, planted, told) => {
    const { problems } = await checkBlocks([planted], root);
    expect(problems).toEqual([expect.stringMatching(told)]);
  });

  it("as often as it is looked for at once, with nothing left behind", async () => {
    const planted = block("ts", 'const a: number = "b";');
    const folder = `${root}/packages/cdk`;
    const before = readdirSync(folder);
    const reports = await Promise.all([1, 2, 3].map(() => checkBlocks([planted], root)));
    for (const { problems } of reports) expect(problems).toEqual([expect.stringContaining(": TS2322: ")]);
    expect(readdirSync(folder)).toEqual(before);
  });

  it("a block without a fault is told as what was done with it", async () => {
    const blocks = [
      block(
        "ts",
        'import { sse } from "@unbounded-streams/stream-reader";\n\nexport const format = sse();',
        "docs/a.md",
      ),
      block("json", '{ "a": 1 }'),
      block("text", "Done."),
    ];
    expect(await checkBlocks(blocks, root)).toEqual({ run: 0, typed: 1, parsed: 1, problems: [] });
  });
});

describe("commands of a shell script", () => {
  it("are read with their arguments, without variables, comments and texts that they are given", () => {
    expect(
      readCommands(
        "API=https://a.example # here\nA=1 node a.js \\\n  --b 'c d' && curl $API | cat > e <<'END'\nnot --a command\nEND\ncd f",
      ),
    ).toEqual([
      ["node", "a.js", "--b", "c d"],
      ["curl", "$API"],
      ["cat", "e"],
      ["cd", "f"],
    ]);
  });

  it.each([
    ["npx pnpm@12 start --strategy relay --crash-rate 0.3"],
    ["npx pnpm@12 test"],
    ["npx pnpm@12 nx test cdk"],
    ["npx @unbounded-streams/watch gaps --stream a --since 7d"],
    ["npx @unbounded-streams/watch --stack A --open"],
    ["asl-builder --strategy relay --lifetime 900 -o a.json"],
    ["npm install @unbounded-streams/cdk aws-cdk-lib"],
    ["cat > a.mjs <<'END'\nawait 1;\nEND\nnode a.mjs"],
  ])("are known: %s", (script) => {
    expect(shellProblems(script, programs)).toEqual([]);
  });

  it.each([
    ["npx pnpm@12 start --strateg relay", "start has no --strateg"],
    ["npx pnpm@12 test --fast", "test takes no arguments"],
    ["npx pnpm@12 nx test cdkk", "nx knows no project cdkk"],
    ["npx @unbounded-streams/wacht gaps", "npx @unbounded-streams/wacht starts nothing of this workspace"],
    ["npx @unbounded-streams/watch gaps --port 1", "watch has no --port"],
    [
      "npm install @unbounded-streams/streamreader",
      "@unbounded-streams/streamreader is no package of this workspace",
    ],
    ["node tools/nowhere.js", "node is no program that is known here"],
    ["frobnicate", "frobnicate is no program that is known here"],
  ])("are told when they are not: %s", (script, problem) => {
    expect(shellProblems(script, programs)).toEqual([problem]);
  });

  it("are not looked at where a shell, or Node.js, could not read them", () => {
    expect(shellProblems("if true; then", programs)).toEqual([expect.stringContaining("syntax error")]);
    expect(shellProblems("cat > a.mjs <<'END'\nlet let;\nEND\n", programs)).toEqual([
      expect.stringContaining("SyntaxError"),
    ]);
  });
});
