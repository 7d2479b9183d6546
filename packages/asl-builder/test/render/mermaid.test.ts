import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildStateMachine, type StateMachineDefinition, toMermaid } from "../../src/index.ts";
import { articleOptions, goodOptions } from "../support/options.ts";

describe("the Mermaid diagram", () => {
  it("draws branches as concurrent regions and errors as labelled transitions", () => {
    expect(toMermaid(buildStateMachine(articleOptions("staggered")))).toBe(
      [
        "stateDiagram-v2",
        '    state "Parallel" as s1 {',
        '        state "Wait (35)" as s2',
        '        state "connection-manager (45)" as s3',
        "        [*] --> s2",
        "        s2 --> s3",
        "        s3 --> [*]",
        "        s3 --> s2: Catch States.TaskFailed",
        "        --",
        '        state "Wait 2 (35)" as s4',
        '        state "connection-manager 2 (45)" as s5',
        "        [*] --> s5",
        "        s4 --> s5",
        "        s5 --> [*]",
        "        s5 --> s4: Catch States.TaskFailed",
        "    }",
        "    [*] --> s1",
        "    s1 --> [*]",
        "",
      ].join("\n"),
    );
  });

  it("draws retries as a loop and what is never retried as an end", () => {
    const diagram = toMermaid(buildStateMachine(articleOptions("retry-on-timeout")));
    expect(diagram).toContain("s1 --> s1: Retry States.TaskFailed, States.Timeout after 1 s");
    expect(diagram).toContain("s1 --> [*]: fails with StreamRefusedError, StreamIdError, ConfigurationError");
  });

  it("leaves what is never retried to the catchers where there are some", () => {
    const task = {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Parameters: {},
      Retry: [{ ErrorEquals: ["Never"], MaxAttempts: 0 }],
      Catch: [{ ErrorEquals: ["Never"], Next: "Done" }],
      Next: "Done",
    } as const;
    const definition: StateMachineDefinition = {
      StartAt: "Work",
      States: { Work: task, Done: { Type: "Succeed" } },
    };
    expect(toMermaid(definition)).not.toContain("fails with");
    expect(toMermaid(definition)).toContain("s1 --> s2: Catch Never");
  });

  it("labels the ways out of a choice", () => {
    const diagram = toMermaid(buildStateMachine(articleOptions("staggered-joined")));
    expect(diagram).toMatch(/s\d+ --> s\d+: \$\.connections\[0\]\.outcome is ended/);
    expect(diagram).toMatch(/s\d+ --> s\d+: else/);
  });

  it("escapes everything in a name that Mermaid could read as syntax", () => {
    const taskName = `a"b:c;d#e{f}g%%h<i>|j`;
    const diagram = toMermaid(buildStateMachine({ ...articleOptions("retry-on-timeout"), taskName }));
    expect(diagram).toContain('state "a#34;b#58;c#59;d#35;e#123;f#125;g#37;#37;h#60;i#62;#124;j (45)" as s1');
  });

  it("has only lines of the forms that it is made of, whatever the names", () => {
    const text = String.raw`(?:[\p{L}\p{N} .,?$_()[\]-]|#\d+;)+`;
    const line = new RegExp(
      String.raw`^ *(?:state "${text}" as s\d+(?: \{)?|\}|--|(?:s\d+|\[\*\]) --> (?:s\d+|\[\*\])(?:: ${text})?)$`,
      "u",
    );
    fc.assert(
      fc.property(goodOptions, (options) => {
        const [head, ...lines] = toMermaid(buildStateMachine(options)).trimEnd().split("\n");
        expect(head).toBe("stateDiagram-v2");
        for (const each of lines) expect(each).toMatch(line);
      }),
    );
  });
});
