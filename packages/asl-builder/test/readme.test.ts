import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runReadmeExample } from "@unbounded-streams/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { EXIT_CODES, runCli } from "../src/cli/run-cli.ts";
import * as api from "../src/index.ts";
import * as yaml from "../src/yaml.ts";
import { articleOptions, PUBLISHED_STRATEGIES } from "./support/options.ts";

const PACKAGE_DIR = fileURLToPath(new URL("..", import.meta.url));
const SECONDS_PER_DAY = 86_400;

/** Seconds of one turn with connections of 900 s, waits of 890 s and no time to connect. */
const TURN_SECONDS = { "retry-on-timeout": 901, "staggered-joined": 1_790, staggered: 1_780 };

let readme: string;

/** The words of a shell command, in which only apostrophes quote. */
function wordsOf(command: string): string[] {
  return [...command.replaceAll("\\\n", " ").matchAll(/'([^']*)'|([^\s']+)/g)].map(
    ([, quoted, bare]) => quoted ?? bare ?? "",
  );
}

/** What the program writes, to a file or to standard output. */
function run(argv: string[]): string {
  let written = "";
  const write = (text: string) => {
    written += text;
  };
  const exitCode = runCli(argv, {
    stdout: { write },
    stderr: { write },
    version: "",
    writeFile: (_, text) => write(text),
  });
  return exitCode === EXIT_CODES.done ? written : `exit code ${exitCode}`;
}

beforeAll(async () => {
  readme = await readFile(join(PACKAGE_DIR, "README.md"), "utf8");
});

describe("the README", () => {
  it("shows an example that runs and prints a section of a serverless.yml", async () => {
    const printed = await runReadmeExample({
      packageDir: PACKAGE_DIR,
      file: "examples/serverless-section.ts",
    });
    expect(printed).toMatch(/^# 14 history events per turn\n/);
    const { definition, name } = parse(printed).stepFunctions.stateMachines.relay;
    expect(name).toBe("connectionManagerStateMachine");
    expect(Object.keys(definition.States)).toEqual(["Parallel"]);
  });

  it.each(api.STRATEGY_NAMES)("shows the diagram of %s as it is", (strategy) => {
    const diagram = api.toMermaid(api.buildStateMachine(articleOptions(strategy)));
    expect(readme).toContain(`\`\`\`mermaid\n${diagram}\`\`\``);
  });

  it.each(PUBLISHED_STRATEGIES)("says how long an execution of %s can be", (strategy) => {
    const { historyEventsPerTurn } = api.validateDefinition(api.buildStateMachine(articleOptions(strategy)));
    const turns = Math.floor(api.MAX_HISTORY_EVENTS / historyEventsPerTurn);
    const days = Math.floor((turns * TURN_SECONDS[strategy]) / SECONDS_PER_DAY);
    const cells = [`\`${strategy}\``, historyEventsPerTurn, turns.toLocaleString("en"), `${days} days`];
    expect(readme.replaceAll(/ +/g, " ")).toContain(`| ${cells.join(" | ")} |`);
  });

  it("says what the turns of a relay cost, and how many an execution makes", () => {
    const costs = api.validateDefinition(api.buildStateMachine(articleOptions("relay")));
    const hours = Math.floor((api.MAX_RELAY_TURNS * 900 * 0.85) / 3_600);
    const text = readme.replaceAll(/\s+/g, " ");
    expect(text).toContain(
      `by the costliest way, ${costs.historyEventsPerTurn}; with every retry of every call used up, ${costs.historyEventsPerTurnAtWorst}.`,
    );
    expect(text).toContain(
      `that makes ${api.MAX_RELAY_TURNS} turns (\`MAX_RELAY_TURNS\`), which are ${hours} hours`,
    );
    expect(text).toContain(
      `${api.HISTORY_EVENT_BUDGET.toLocaleString("en")} events (\`HISTORY_EVENT_BUDGET\`)`,
    );
  });

  it("says what the looks of an admission cost, and how long it looks", () => {
    const costs = api.validateDefinition(api.buildStateMachine(articleOptions("admission")));
    const text = readme.replaceAll(/\s+/g, " ");
    expect(text).toContain(
      `An \`admission\` makes ${api.MAX_LOOKS} turns at most, of ${costs.historyEventsPerTurn} events, or ${costs.historyEventsPerTurnAtWorst} with every retry`,
    );
    const secondsUntilLook = (looks: number) => api.FIRST_LOOK_SECONDS * (2 ** looks - 1);
    expect(text).toContain(
      `After ${api.TRUSTING_LOOKS} looks (\`TRUSTING_LOOKS\`), ${secondsUntilLook(api.TRUSTING_LOOKS + 1)} seconds`,
    );
    expect(text).toContain(`waits for ${Math.floor(secondsUntilLook(api.PATIENT_LOOKS + 1) / 60)} minutes`);
  });

  it.each(api.requiredPermissions(api.buildStateMachine(articleOptions("relay"))))(
    "says that the role of a relay needs $action",
    ({ action }) => expect(readme).toContain(`| \`${action}\``),
  );

  it("shows the program's help as it is", () => {
    expect(readme).toContain(run(["--help"]).trimEnd());
  });

  it("shows commands that do what they say", () => {
    const commands = [...readme.matchAll(/^asl-builder (?:.*\\\n)*.*$/gm)].map(([command]) =>
      wordsOf(command),
    );
    expect(commands.map((words) => words[words.indexOf("--format") + 1])).toEqual([
      "yaml",
      "sam",
      "terraform",
      "sam",
      "sam",
    ]);
    for (const [, ...argv] of commands)
      expect(run(argv), argv.join(" ")).toMatch(/How is the stream to be started/);
  });

  it("names everything that the package exports", () => {
    for (const name of Object.keys({ ...api, ...yaml })) expect(readme, name).toContain(`\`${name}`);
  });
});
