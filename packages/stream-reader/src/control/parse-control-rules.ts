import { isJsonPointer } from "@unbounded-streams/json-pointer";
import { StreamOptionError } from "../errors/caller-errors.ts";
import { isStatus, isStatusClass, STATUS_CLASSES } from "../status-pattern.ts";
import type { ControlAction, ControlRule } from "./control-rule.ts";

const ACTIONS: readonly ControlAction[] = ["end", "restart", "ignore", "failure", "cursor"];
const CONDITIONS = ["event", "text", "pointer", "status"] as const;
const FIELDS = [...CONDITIONS, "value", "exists", "action", "cursorOf", "reply"];

/**
 * What is wrong with rules of control frames, one sentence each; none when `openStream` takes them.
 *
 * @param given JSON that is to be a list of {@link ControlRule}
 */
export function controlProblems(given: unknown): string[] {
  if (!Array.isArray(given)) {
    return [
      `control is ${JSON.stringify(given)}: it must be a list of rules, such as [{"event":"ping","action":"ignore"}]`,
    ];
  }
  return given.flatMap((rule, index) => problemsOf(rule, `control[${index}]`));
}

/**
 * Reads rules of control frames from JSON text, as options and environments hold it.
 *
 * @throws StreamOptionError that lists all that is wrong
 */
export function parseControlRules(json: string): ControlRule[] {
  let given: unknown;
  try {
    given = JSON.parse(json);
  } catch (cause) {
    throw new StreamOptionError(
      'the rules of control frames are not JSON: write a list, such as [{"event":"ping","action":"ignore"}]',
      { cause },
    );
  }
  assertControlRules(given);
  return given;
}

/** @throws StreamOptionError that lists all that is wrong */
export function assertControlRules(given: unknown): asserts given is ControlRule[] {
  const problems = controlProblems(given);
  if (problems.length === 0) return;
  throw new StreamOptionError(`the rules of control frames cannot be used:\n- ${problems.join("\n- ")}`);
}

type Given = Readonly<Record<string, unknown>>;

function problemsOf(given: unknown, name: string): string[] {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    return [`${name} is ${JSON.stringify(given)}: it must be an object with a condition and an action`];
  }
  const rule = given as Given;
  const problems: string[] = [];
  const mustBe = (field: string, isSo: boolean, what: string) => {
    if (rule[field] !== undefined && !isSo) {
      problems.push(`${name}.${field} is ${JSON.stringify(rule[field])}: it must be ${what}`);
    }
  };
  for (const field of Object.keys(rule)) {
    if (!FIELDS.includes(field))
      problems.push(`${name}.${field} is no part of a rule: allowed are ${FIELDS.join(", ")}`);
  }
  if (CONDITIONS.every((condition) => rule[condition] === undefined)) {
    problems.push(
      `${name} has no condition and would match every frame: give one of ${CONDITIONS.join(", ")}`,
    );
  }
  if (!ACTIONS.includes(rule.action as ControlAction)) {
    problems.push(
      `${name}.action is ${JSON.stringify(rule.action)}: it must be one of ${ACTIONS.join(", ")}`,
    );
  }
  mustBe("event", isText(rule.event), "the name of an event");
  mustBe("text", typeof rule.text === "string", "text");
  mustBe("pointer", isPointer(rule.pointer), "a JSON Pointer, such as /type");
  mustBe("value", isOneOrMore(rule.value, isScalar), "text, a number, true, false, null, or a list of these");
  mustBe("exists", typeof rule.exists === "boolean", "true or false");
  mustBe(
    "status",
    isOneOrMore(rule.status, isPattern),
    `204, 300 to 599, 1000 to 4999, ${STATUS_CLASSES.join(", ")}, or a list of these`,
  );
  mustBe(
    "cursorOf",
    rule.cursorOf === "sse" || isPointer(rule.cursorOf),
    "sse, or a JSON Pointer, such as /id",
  );
  mustBe(
    "reply",
    isText(rule.reply) || isPlace(rule.reply),
    "the text of a message, or the place of one in webSocket.messages, counted from 0",
  );
  return [...problems, ...contradictionsOf(rule, name)];
}

function contradictionsOf(rule: Given, name: string): string[] {
  const { action, pointer, value, exists, status, event, cursorOf, reply } = rule;
  const problems: string[] = [];
  if (pointer === undefined && (value !== undefined || exists !== undefined)) {
    problems.push(`${name} has a value, or exists, without a pointer: say where it stands, such as /type`);
  }
  if (value !== undefined && exists !== undefined) {
    problems.push(`${name} has both value and exists: what has a value exists`);
  }
  if (status !== undefined && event !== undefined) {
    problems.push(`${name} has both status and event: a refusal is no event`);
  }
  if (status !== undefined && (action === "ignore" || action === "cursor")) {
    problems.push(
      `${name} has a status and the action ${action}: a refusal can end, restart or be a failure`,
    );
  }
  if (cursorOf !== undefined && (action === "end" || action === "failure")) {
    problems.push(
      `${name} has cursorOf and the action ${action}: only ignore, cursor and restart have a cursor`,
    );
  }
  if (cursorOf !== undefined && status !== undefined && cursorOf === "sse") {
    problems.push(`${name} has a status and the cursor of an event: a refusal is no event`);
  }
  if (reply !== undefined && action !== "ignore") {
    problems.push(
      `${name} has a reply and the action ${JSON.stringify(action)}: only what is ignored is answered`,
    );
  }
  return problems;
}

function isOneOrMore(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) ? value.length > 0 && value.every(isItem) : isItem(value);
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function isPlace(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isPointer(value: unknown): boolean {
  return typeof value === "string" && (value === "" || isJsonPointer(value));
}

function isScalar(value: unknown): boolean {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

function isPattern(value: unknown): boolean {
  return isStatusClass(value) || (isStatus(value) && (value === 204 || Number(value) >= 300));
}
