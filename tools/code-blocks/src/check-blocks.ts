import { type CodeBlock, placeOf } from "./code-blocks.ts";
import { Programs } from "./commands/programs.ts";
import { shellProblems } from "./commands/shell-problems.ts";
import { isShownBy, testedExamples } from "./kinds/examples.ts";
import { PARSERS } from "./kinds/parsed.ts";
import { typeProblems } from "./kinds/type-check.ts";

/** What a program prints (`text`), diagrams, which `e2e:docs` draws, and Terraform's language, of which there is no reader that is kept well. */
const PASSED: readonly string[] = ["text", "mermaid", "hcl"];

const CODE: readonly string[] = ["ts", "tsx"];

/** How the blocks of a workspace were looked at. */
export interface BlockReport {
  /** How many are a part of a file that a test runs. */
  readonly run: number;
  /** How many others were type-checked. */
  readonly typed: number;
  /** How many were parsed, or had their commands looked up. */
  readonly parsed: number;
  /** A line for each fault, from its place on. */
  readonly problems: readonly string[];
}

/** Looks at every block: run by a test, type-checked, parsed, or its commands known. */
export async function checkBlocks(blocks: readonly CodeBlock[], root: string): Promise<BlockReport> {
  const examples = testedExamples(root);
  const programs = new Programs(root);
  const code = blocks.filter(({ language }) => CODE.includes(language));
  const others = code.filter(({ text }) => !examples.some((example) => isShownBy(text, example)));
  const types = await typeProblems(others, root);
  const parsed = blocks.filter(({ language }) => !CODE.includes(language) && !PASSED.includes(language));
  return {
    run: code.length - others.length,
    typed: others.length,
    parsed: parsed.length,
    problems: [
      ...[...types.values()].flat(),
      ...parsed.flatMap((block) =>
        problemsOf(block, programs).map((problem) => `${placeOf(block)}: ${problem}`),
      ),
    ],
  };
}

function problemsOf({ language, text }: CodeBlock, programs: Programs): string[] {
  if (language === "sh") return shellProblems(text, programs);
  if (language === "") return ["the block has no language: what a program prints is text"];
  return PARSERS[language]?.(text) ?? [`${language} is no language that is checked here`];
}
