import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import {
  AslBuilderError,
  buildStateMachine,
  InvalidOptionsError,
  MAX_LIFETIME_SECONDS,
  MAX_RETRY_ATTEMPTS,
  MAX_TASK_NAME_LENGTH,
  type OptionProblem,
  TASK_TIMEOUT_MARGIN_SECONDS,
} from "../src/index.ts";
import { articleOptions, INVOKING_STRATEGIES } from "./support/options.ts";

const ARN = "arn:aws:lambda:eu-west-1:123456789012:function:connection-manager";

/** What is wrong with options that TypeScript would not let through. */
function problemsOf(options: object): readonly OptionProblem[] {
  return errorOf(options).problems;
}

function errorOf(options: object): InvalidOptionsError {
  try {
    buildStateMachine(options as Parameters<typeof buildStateMachine>[0]);
  } catch (error) {
    if (error instanceof InvalidOptionsError) return error;
    throw error;
  }
  throw new Error("the options were taken");
}

describe("staggered", () => {
  it("equals the published machine, state names and comment included", async () => {
    const fixture = await readFile(new URL("fixtures/article-staggered.asl.json", import.meta.url), "utf8");
    expect(buildStateMachine(articleOptions("staggered"))).toEqual(JSON.parse(fixture));
  });
});

describe("retry-on-timeout", () => {
  it("is one task that is tried again every second, as often as Step Functions allows, except after refusals", () => {
    const { States } = buildStateMachine(articleOptions("retry-on-timeout"));
    expect(States["connection-manager (45)"]).toMatchObject({
      TimeoutSeconds: 45 + TASK_TIMEOUT_MARGIN_SECONDS,
      Retry: [
        { ErrorEquals: ["StreamRefusedError", "StreamIdError", "ConfigurationError"], MaxAttempts: 0 },
        {
          ErrorEquals: ["States.TaskFailed", "States.Timeout"],
          IntervalSeconds: 1,
          BackoffRate: 1,
          MaxAttempts: MAX_RETRY_ATTEMPTS,
        },
      ],
    });
  });
});

describe.each(INVOKING_STRATEGIES)("%s", (strategy) => {
  const options = articleOptions(strategy);

  it("carries the given comment and task name", () => {
    const definition = buildStateMachine({ ...options, comment: "Ours.", taskName: "reader" });
    expect(definition.Comment).toBe("Ours.");
    expect(JSON.stringify(definition)).toMatch(/"reader(?: A)? \(45\)"/);
    expect(JSON.stringify(definition)).not.toMatch(/connection-manager(?: A)? \(45\)/);
  });

  it.each([
    [ARN, undefined, "aws"],
    [ARN.replace("aws", "aws-cn"), undefined, "aws-cn"],
    [ARN.replace("aws", "aws-us-gov"), "aws-us-gov", "aws-us-gov"],
    ["${FunctionArn}", undefined, "aws"],
    ["${FunctionArn}", "aws-cn", "aws-cn"],
    ["arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:f", "aws-cn", "aws-cn"],
  ] as const)("invokes %s (partition %s) through partition %s", (functionArn, partition, expected) => {
    const definition = buildStateMachine({ ...options, functionArn, ...(partition && { partition }) });
    const resources = JSON.stringify(definition).match(/(?<="Resource":")[^"]*(?=")/g) ?? [];
    expect(resources).toContain(`arn:${expected}:states:::lambda:invoke`);
    expect(new Set(resources.map((arn) => arn.split(":::")[0]))).toEqual(new Set([`arn:${expected}:states`]));
  });

  it("takes the longest task name together with the longest lifetime", () => {
    const taskName = "n".repeat(MAX_TASK_NAME_LENGTH);
    expect(() =>
      buildStateMachine({ ...options, taskName, lifetimeSeconds: MAX_LIFETIME_SECONDS }),
    ).not.toThrow();
    expect(problemsOf({ ...options, taskName: `${taskName}n` })).toMatchObject([{ code: "BAD_NAME" }]);
  });

  it.each([0, -1, MAX_LIFETIME_SECONDS + 1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "45", null])(
    "refuses a lifetime of %s",
    (lifetimeSeconds) => {
      const [problem] = problemsOf({ ...options, waitSeconds: undefined, lifetimeSeconds });
      expect(problem).toMatchObject({
        option: "lifetimeSeconds",
        allowed: "an integer from 1 to 900 (seconds)",
      });
    },
  );

  it.each(["", "connection-manager", "arn:aws:s3:::bucket", 7, null])(
    "refuses %j as an ARN",
    (functionArn) => {
      expect(problemsOf({ ...options, functionArn })).toMatchObject([
        { code: "NOT_AN_ARN", option: "functionArn", value: functionArn },
      ]);
    },
  );

  it.each(["", " reader", "reader\n", "a\u2028b", "\ud800", 5])("refuses %j as a task name", (taskName) => {
    expect(problemsOf({ ...options, taskName })).toMatchObject([{ code: "BAD_NAME", option: "taskName" }]);
  });

  it.each([7, "\udc00"])("refuses %j as a comment", (comment) => {
    expect(problemsOf({ ...options, comment })).toMatchObject([{ code: "BAD_COMMENT", option: "comment" }]);
  });

  it("refuses a partition that does not exist or contradicts the ARN", () => {
    expect(problemsOf({ ...options, partition: "aws-moon" })).toMatchObject([{ code: "UNKNOWN_PARTITION" }]);
    expect(problemsOf({ ...options, partition: "aws-cn" })).toMatchObject([
      { code: "PARTITION_MISMATCH", allowed: "aws, as in the ARN" },
    ]);
  });
});

describe.each(["staggered", "staggered-joined"] as const)("the wait of %s", (strategy) => {
  const options = { strategy, functionArn: ARN, lifetimeSeconds: 45 };

  it.each([
    [undefined, "MISSING"],
    ["35", "NOT_AN_INTEGER"],
    [34.5, "NOT_AN_INTEGER"],
    [0, "OUT_OF_RANGE"],
    [45, "WAIT_NOT_SHORTER"],
    [900, "WAIT_NOT_SHORTER"],
  ])("may not be %j", (waitSeconds, code) => {
    const problems = problemsOf({ ...options, waitSeconds });
    expect(problems).toMatchObject([{ code, option: "waitSeconds", value: waitSeconds }]);
    expect(problems[0]?.allowed).toBe("an integer of at least 1 and less than the lifetime, 45 (seconds)");
  });

  it("may be anything from one second to a second below the lifetime", () => {
    expect(() => buildStateMachine({ ...options, waitSeconds: 1 })).not.toThrow();
    expect(() => buildStateMachine({ ...options, waitSeconds: 44 })).not.toThrow();
  });
});

describe("wrong options", () => {
  it("are all reported in one error, each with its name, its value and what is allowed", () => {
    const error = errorOf({
      strategy: "staggered",
      functionArn: "foo",
      lifetimeSeconds: 901,
      waitSeconds: 0,
      taskName: "",
    });
    expect(error).toBeInstanceOf(AslBuilderError);
    expect(error).toMatchObject({ name: "InvalidOptionsError", code: "INVALID_OPTIONS" });
    expect(error.problems.map(({ option }) => option)).toEqual([
      "functionArn",
      "lifetimeSeconds",
      "waitSeconds",
      "taskName",
    ]);
    expect(error.message).toContain('functionArn is "foo", allowed is the ARN of a Lambda function');
    expect(error.message).toContain("lifetimeSeconds is 901, allowed is an integer from 1 to 900 (seconds)");
    expect(error.message).toContain("waitSeconds is 0, allowed is an integer of at least 1");
    expect(error.message).not.toContain("\n");
  });

  it("name the strategies that there are when the strategy is unknown", () => {
    expect(errorOf({ ...articleOptions("staggered"), strategy: "constructor" }).message).toBe(
      'strategy is "constructor", allowed is retry-on-timeout, staggered-joined, staggered, relay, carrier, admission',
    );
    expect(problemsOf({})).toMatchObject([
      { code: "MISSING", option: "strategy" },
      { code: "MISSING", option: "functionArn" },
      { code: "MISSING", option: "lifetimeSeconds" },
    ]);
  });

  it("include names that are none, with the nearest that is one", () => {
    const options = { ...articleOptions("staggered"), maxTurn: 5, tablename: "t", colour: "s3cret" };
    expect(problemsOf(options)).toMatchObject([
      { code: "UNKNOWN_OPTION", option: "maxTurn", value: undefined, allowed: "maxTurns" },
      { code: "UNKNOWN_OPTION", option: "tablename", value: undefined, allowed: "tableName" },
      { code: "UNKNOWN_OPTION", option: "colour", value: undefined },
    ]);
    const { message } = errorOf(options);
    expect(message).toContain("maxTurn is no option, allowed is maxTurns; tablename is no option");
    expect(message).toContain("colour is no option, allowed is strategy, functionArn, lifetimeSeconds");
    expect(message).not.toContain("s3cret");
  });

  it("include a wait where nothing waits", () => {
    expect(problemsOf({ ...articleOptions("retry-on-timeout"), waitSeconds: 35 })).toMatchObject([
      { code: "NOT_TAKEN", option: "waitSeconds", allowed: "none, because retry-on-timeout does not wait" },
    ]);
  });

  it("are shown shortened when they are long, and by type when they are no scalars", () => {
    const { message } = errorOf({
      ...articleOptions("staggered"),
      functionArn: "x".repeat(10_000),
      comment: [],
    });
    expect(message.length).toBeLessThan(700);
    expect(message).toContain("xxx...");
    expect(message).toContain("comment is of type array");
  });
});
