import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { createCommand } from "../../src/cli/command.ts";
import { FLAGS } from "../../src/cli/flags.ts";
import { EXIT_CODES, runCli } from "../../src/cli/run-cli.ts";
import { buildStateMachine, STRATEGY_NAMES, toJson, toMermaid, toSam, toTerraform } from "../../src/index.ts";
import { toYaml } from "../../src/yaml.ts";
import { ARTICLE_ARN, articleOptions, CARRIER_MACHINE_ARN } from "../support/options.ts";

const COMMON = ["--function-arn", ARTICLE_ARN, "--lifetime", "45"];
const OWN_ARGUMENTS = {
  "retry-on-timeout": [],
  "staggered-joined": ["--wait", "35"],
  staggered: ["--wait", "35"],
  relay: ["--table", "streams"],
  carrier: ["--table", "streams"],
  admission: ["--table", "streams", "--carrier-machine", CARRIER_MACHINE_ARN],
};
const STAGGERED = ["--strategy", "staggered", ...COMMON, "--wait", "35"];

function run(...argv: string[]) {
  const written = { stdout: "", stderr: "", files: {} as Record<string, string> };
  const exitCode = runCli(argv, {
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
    version: "1.2.3",
    writeFile(path, text) {
      if (path.startsWith("/nowhere/")) throw new Error(`ENOENT: no such file or directory, open '${path}'`);
      written.files[path] = text;
    },
  });
  return { exitCode, ...written };
}

describe("asl-builder writes", () => {
  it.each(STRATEGY_NAMES)("the machine of %s as JSON unless told otherwise", (strategy) => {
    const common = strategy === "admission" ? [] : COMMON;
    expect(run("--strategy", strategy, ...common, ...OWN_ARGUMENTS[strategy])).toEqual({
      exitCode: EXIT_CODES.done,
      stdout: toJson(buildStateMachine(articleOptions(strategy))),
      stderr: "",
      files: {},
    });
  });

  it("YAML, alone or as the section of a serverless.yml", () => {
    const definition = buildStateMachine(articleOptions("staggered"));
    expect(parse(run(...STAGGERED, "--format", "yaml").stdout)).toEqual(definition);
    const section = run(
      ...STAGGERED,
      "--format=yaml",
      "--serverless=relay",
      "--machine-name",
      "${sls:stage}-relay",
    );
    expect(parse(section.stdout)).toEqual({
      stepFunctions: { stateMachines: { relay: { name: "${sls:stage}-relay", definition } } },
    });
    expect(parse(run(...STAGGERED, "--format=yaml", "--serverless=relay").stdout)).toEqual({
      stepFunctions: { stateMachines: { relay: { definition } } },
    });
  });

  it("a serverless.yml section with an API", () => {
    const path = "/connections/{streamId}";
    const { stdout } = run(...STAGGERED, "--format=yaml", "--serverless=relay", "--http-path", path);
    expect(stdout).toBe(
      toYaml(buildStateMachine(articleOptions("staggered")), { serverless: { id: "relay", path } }),
    );
  });

  it("a SAM template", () => {
    const definition = buildStateMachine(articleOptions("staggered"));
    expect(run(...STAGGERED, "--format", "sam").stdout).toBe(toSam(definition));
    expect(run(...STAGGERED, "--format", "sam", "--sam-id", "A1").stdout).toBe(
      toSam(definition, { id: "A1" }),
    );
  });

  it("a template file for Terraform", () => {
    const { stdout } = run(...STAGGERED, "--format", "terraform");
    expect(stdout).toBe(toTerraform(buildStateMachine(articleOptions("staggered"))));
  });

  it("a Mermaid diagram", () => {
    const { stdout } = run(...STAGGERED, "--format", "mermaid");
    expect(stdout).toBe(toMermaid(buildStateMachine(articleOptions("staggered"))));
  });

  it("to a file, and then nothing else", () => {
    const { stdout, files, exitCode } = run(...STAGGERED, "-o", "machine.json");
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: EXIT_CODES.done });
    expect(JSON.parse(files["machine.json"] ?? "")).toEqual(buildStateMachine(articleOptions("staggered")));
  });

  it("with the task name, the comment and the partition that are given", () => {
    const { stdout } = run(
      ...["--strategy", "retry-on-timeout", "--lifetime", "45", "--function-arn", "${Arn}"],
      ...["--task-name", "reader", "--comment", "Ours.", "--partition", "aws-cn"],
    );
    expect(JSON.parse(stdout)).toEqual(
      buildStateMachine({
        ...{ strategy: "retry-on-timeout", lifetimeSeconds: 45, functionArn: "${Arn}" },
        ...{ taskName: "reader", comment: "Ours.", partition: "aws-cn" },
      }),
    );
  });

  it("a relay with the table, the handover lead and the turns that are given", () => {
    const { stdout } = run(
      ...["--strategy", "relay", ...COMMON, "--table", "${StreamsTable}"],
      ...["--handover-lead", "9", "--max-turns", "4"],
    );
    expect(JSON.parse(stdout)).toEqual(
      buildStateMachine({
        ...{ strategy: "relay", lifetimeSeconds: 45, functionArn: ARTICLE_ARN, tableName: "${StreamsTable}" },
        ...{ handoverLeadSeconds: 9, maxTurns: 4 },
      }),
    );
  });

  it("an admission with the machine of the carriers and the fleet that are given", () => {
    const { stdout } = run(
      ...["--strategy", "admission", "--table", "streams"],
      ...["--carrier-machine", "${Carrier}", "--fleet", "wikis"],
    );
    expect(JSON.parse(stdout)).toEqual(
      buildStateMachine({
        ...{ strategy: "admission", tableName: "streams", carrierMachineArn: "${Carrier}", fleet: "wikis" },
      }),
    );
  });

  it("a comment that looks like an option, when it is joined to its flag", () => {
    const { stdout } = run(...STAGGERED, "--comment=--ours");
    expect(JSON.parse(stdout).Comment).toBe("--ours");
  });

  it("what the last of two equal options says", () => {
    const { stdout } = run(...STAGGERED, "--comment", "first", "--comment", "last");
    expect(JSON.parse(stdout).Comment).toBe("last");
  });

  it("its version", () => {
    expect(run("--version").stdout).toBe("1.2.3\n");
    expect(run("-v").stdout).toBe("1.2.3\n");
  });

  it("its help, which tells of every option, whatever the values of the others", () => {
    const { stdout, exitCode } = run("--help", "--lifetime", "0");
    expect(exitCode).toBe(EXIT_CODES.done);
    for (const { flags } of createCommand("").options) expect(stdout).toContain(`  ${flags}  `);
    for (const flag of [...Object.values(FLAGS), "--help", "--version"]) expect(stdout).toContain(flag);
    expect(run("-h").stdout).toBe(stdout);
  });
});

describe("asl-builder refuses, on one line", () => {
  it.each([
    [
      "an option that it does not know",
      ["--bogus"],
      /^asl-builder: unknown option --bogus, allowed are --strategy, /,
    ],
    ["an option with a line break in its name", ["--bo\ngus"], /^asl-builder: unknown option --bo gus, /],
    ["a short option that it does not know", ["-x"], /^asl-builder: unknown option -x, /],
    ["a stray argument", [...STAGGERED, "stray"], /unexpected argument "stray"/],
    ["an option without its value at the end", ["--wait"], /--wait needs a value/],
    ["an option without its value before another", ["--wait", "--lifetime", "45"], /--wait needs a value/],
    ["a value for an option that takes none", ["--version=1"], /--version takes no value/],
    [
      "an unknown strategy",
      [...STAGGERED, "--strategy", "relay2"],
      /--strategy is "relay2", allowed is retry-on-timeout, /,
    ],
    [
      "an unknown format",
      [...STAGGERED, "--format", "xml"],
      /--format is "xml", allowed is json, yaml, mermaid, sam, terraform/,
    ],
    [
      "a lifetime over 900 s",
      [...STAGGERED, "--lifetime", "901"],
      /--lifetime is 901, allowed is an integer from 1 to 900/,
    ],
    [
      "a lifetime that is no number",
      [...STAGGERED, "--lifetime", "45s"],
      /--lifetime is "45s", allowed is an integer/,
    ],
    ["a negative wait", [...STAGGERED, "--wait", "-5"], /--wait is -5, allowed is an integer of at least 1/],
    ["an empty wait", [...STAGGERED, "--wait="], /--wait is "", allowed is an integer/],
    [
      "a wait not shorter than the lifetime",
      [...STAGGERED, "--wait", "45"],
      /--wait is 45, .* less than the lifetime, 45/,
    ],
    [
      "a wait for a strategy that does not wait",
      [...STAGGERED, "--strategy", "retry-on-timeout"],
      /--wait is 35, allowed is none/,
    ],
    [
      "a relay without its table",
      ["--strategy", "relay", ...COMMON],
      /--table is missing, allowed is the name or the ARN of a DynamoDB table/,
    ],
    [
      "a handover lead as long as the lifetime",
      ["--strategy", "relay", ...COMMON, "--table", "streams", "--handover-lead", "45"],
      /--handover-lead is 45, .* less than the lifetime, 45/,
    ],
    [
      "no turns at all",
      ["--strategy", "relay", ...COMMON, "--table", "streams", "--max-turns", "0"],
      /--max-turns is 0, allowed is an integer from 1 to \d+/,
    ],
    [
      "an admission without the machine of the carriers",
      ["--strategy", "admission", "--table", "streams"],
      /--carrier-machine is missing, allowed is the ARN of a state machine/,
    ],
    [
      "a fleet for a strategy that starts no carrier",
      [...STAGGERED, "--fleet", "wikis"],
      /--fleet is "wikis", allowed is none, because staggered starts no carrier/,
    ],
    [
      "a table for a strategy that has no lease",
      [...STAGGERED, "--table", "streams"],
      /--table is "streams", allowed is none, because staggered has no lease/,
    ],
    [
      "what is not an ARN",
      [...STAGGERED, "--function-arn", "foo\nbar"],
      /--function-arn is "foo\\nbar", allowed is the ARN/,
    ],
    [
      "a serverless section as JSON",
      [...STAGGERED, "--serverless", "relay"],
      /--serverless needs --format yaml/,
    ],
    ["an API alone", [...STAGGERED, "--http-path", "/{streamId}"], /--http-path needs --serverless/],
    [
      "an API without the stream's id",
      [...STAGGERED, "--format", "yaml", "--serverless", "relay", "--http-path", "/connections"],
      /--http-path is "\/connections", allowed is segments/,
    ],
    ["a logical id without SAM", [...STAGGERED, "--sam-id", "A"], /--sam-id needs --format sam/],
    [
      "a bad logical id",
      [...STAGGERED, "--format", "sam", "--sam-id", "a-b"],
      /--sam-id is "a-b", allowed is 1 to 200 letters/,
    ],
    ["a machine name alone", [...STAGGERED, "--machine-name", "relay"], /--machine-name needs --serverless/],
    [
      "a bad serverless id",
      [...STAGGERED, "--format", "yaml", "--serverless", "a b"],
      /--serverless is "a b", allowed is a letter/,
    ],
  ])("%s", (_, argv, complaint) => {
    const { exitCode, stdout, stderr } = run(...argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: EXIT_CODES.wrongOption, stdout: "" });
    expect(stderr).toMatch(complaint);
    expect(stderr).toMatch(/^asl-builder: [^\n]+\n$/);
  });

  it("everything that is wrong with the options at once", () => {
    const { stderr } = run();
    expect(stderr).toMatch(/--strategy is missing.*--function-arn is missing.*--lifetime is missing/);
    expect(stderr).toMatch(/^asl-builder: [^\n]+\n$/);
  });

  it("to pretend that a file was written", () => {
    const { exitCode, stderr } = run(...STAGGERED, "--output", "/nowhere/machine.json");
    expect(exitCode).toBe(EXIT_CODES.notWritten);
    expect(stderr).toMatch(/^asl-builder: --output could not be written: ENOENT[^\n]+\n$/);
  });
});
