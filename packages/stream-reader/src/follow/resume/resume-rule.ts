import { isJsonPointer } from "@unbounded-streams/json-pointer";
import { type CursorRule, isCursorParts } from "./cursor.ts";
import { namesIn } from "./template.ts";

/**
 * How a request says where the stream is to go on. In the template `{id}` stands for the cursor, `{id+1}` for the number after it
 * (`{id-1}`, and any other whole number), and with a cursor of several parts `{name}` and `{name+1}` for one of them.
 */
export type ResumeRule =
  | {
      /** A header of the request, or a parameter of its query. */
      readonly in: "header" | "query";
      readonly name: string;
      readonly template: string;
    }
  | (JsonPlace & {
      /** A place in the request's body, which must be JSON. */
      readonly in: "body";
    })
  | (JsonPlace & {
      /** A place in a message that is sent on opening a WebSocket, which must be JSON. */
      readonly in: "message";
      /** Which of them, from 0. */
      readonly message: number;
    });

interface JsonPlace {
  /** Where: a JSON Pointer (RFC 6901). Its parents are made where they are missing. */
  readonly pointer: string;
  readonly template: string;
  /**
   * What the template gives: `"text"` (default) for a string, `"json"` for JSON (a number, `true`), in which a placeholder
   * between quotes is escaped.
   */
  readonly as?: "text" | "json";
}

const PLACEHOLDER = "{id}";

/** The way of `EventSource` (WHATWG HTML, 9.2.4). */
export const LAST_EVENT_ID: ResumeRule = { in: "header", name: "last-event-id", template: PLACEHOLDER };

/**
 * Reads `header:NAME`, `query:NAME`, `body:/POINTER`, `body-json:/POINTER`, `message:N:/POINTER` and `message-json:N:/POINTER`, each
 * with an optional `=TEMPLATE`, which is `{id}` by default. A pointer with `=` in it can be given as data only.
 *
 * @returns undefined when the text is none of them
 */
export function parseResumeRule(text: string): ResumeRule | undefined {
  const rule = ruleOfText(text);
  return rule === undefined || resumeRuleProblem(rule) !== undefined ? undefined : rule;
}

function ruleOfText(text: string): ResumeRule | undefined {
  const [, kind, place = "", template = PLACEHOLDER] = /^([a-z-]+):([^=]+)(?:=(.*))?$/s.exec(text) ?? [];
  switch (kind) {
    case "header":
      return { in: "header", name: place.toLowerCase(), template };
    case "query":
      return { in: "query", name: place, template };
    case "body":
      return { in: "body", pointer: place, template };
    case "body-json":
      return { in: "body", pointer: place, template, as: "json" };
    case "message":
    case "message-json": {
      const [, index = "", pointer = ""] = /^(\d+):(.*)$/.exec(place) ?? [];
      const message = index === "" ? -1 : Number(index);
      return { in: "message", message, pointer, template, ...(kind === "message-json" && { as: "json" }) };
    }
  }
  return undefined;
}

/** The rule as {@link parseResumeRule} reads it; names it in messages. */
export function resumeRuleText(rule: ResumeRule): string {
  const { template } = rule;
  if ("name" in rule) return `${rule.in}:${rule.name}=${template}`;
  const kind = rule.as === "json" ? `${rule.in}-json` : rule.in;
  const index = rule.in === "message" ? `${rule.message}:` : "";
  return `${kind}:${index}${rule.pointer}=${template}`;
}

/** What is wrong with a rule; undefined when nothing is. */
export function resumeRuleProblem(rule: ResumeRule): string | undefined {
  if (typeof rule === "object" && rule !== null && isPlace(rule) && isTemplate(rule.template)) {
    return undefined;
  }
  return `resume has ${JSON.stringify(rule)}: a rule has in (header, query, body or message), a name or (body, message) a JSON Pointer, as (text or json) if need be, and a template with ${PLACEHOLDER}`;
}

function isPlace(rule: ResumeRule): boolean {
  switch (rule.in) {
    case "header":
    case "query":
      return /^[\w.~-]+$/.test(rule.name);
    case "message":
      return Number.isSafeInteger(rule.message) && rule.message >= 0 && isJsonPlace(rule);
    case "body":
      return isJsonPlace(rule);
  }
  return false;
}

function isJsonPlace({ pointer, as = "text" }: JsonPlace): boolean {
  return isJsonPointer(pointer) && (as === "text" || as === "json");
}

function isTemplate(template: unknown): boolean {
  return typeof template === "string" && namesIn(template).length > 0 && !/\p{Cc}/u.test(template);
}

/**
 * What is wrong with the rules by which a stream is resumed, one sentence each; none when `followStream` takes them.
 *
 * @param rules one rule, a list of them, or false
 * @param cursorOf where the cursor is, if that is known: a rule can name only its parts
 */
export function resumeRuleProblems(rules: unknown, cursorOf?: CursorRule): string[] {
  return rulesOf(rules as ResumeRule | readonly ResumeRule[] | false).flatMap((rule) => {
    const problem = resumeRuleProblem(rule);
    if (problem !== undefined) return [problem];
    return cursorOf === undefined ? [] : unknownNames(rule, cursorOf);
  });
}

/** Rules as a list; none for false. */
export function rulesOf(resume: ResumeRule | readonly ResumeRule[] | false): readonly ResumeRule[] {
  return resume === false ? [] : [resume].flat();
}

function unknownNames(rule: ResumeRule, cursorOf: CursorRule): string[] {
  return namesProblems("resume", rule.template, cursorOf, ` in ${resumeRuleText(rule)}`);
}

/**
 * What is wrong with the placeholders of a text that a cursor is put into, one sentence each.
 *
 * @param option what the text is given as
 * @param where of the option it stands, for messages
 */
export function namesProblems(option: string, text: string, cursorOf: CursorRule, where = ""): string[] {
  const parts = isCursorParts(cursorOf) ? Object.keys(cursorOf) : [];
  const unknown = namesIn(text).filter((name) => name !== "id" && !parts.includes(name));
  const known = ["id", ...parts].map((name) => `{${name}}`).join(", ");
  return unknown.map(
    (name) => `${option} has {${name}}${where}, which the cursor has no part for: it has ${known}`,
  );
}
