import type { RequestHeaders } from "../../http/request/request-options.ts";

/** How a request says where the stream is to go on. `{id}` in the template stands for the cursor. */
export type ResumeRule =
  | { readonly in: "header"; readonly name: string; readonly template: string }
  | { readonly in: "query"; readonly name: string; readonly template: string };

const PLACEHOLDER = "{id}";

/** The way of `EventSource` (WHATWG HTML, 9.2.4). */
export const LAST_EVENT_ID: ResumeRule = { in: "header", name: "last-event-id", template: PLACEHOLDER };

/**
 * Reads `header:NAME`, `query:NAME`, each with an optional `=TEMPLATE` in which `{id}` stands for the cursor.
 *
 * @returns undefined when the text is neither
 */
export function parseResumeRule(text: string): ResumeRule | undefined {
  const [, place, name, template = PLACEHOLDER] =
    /^(header|query):([\w.~-]+)(?:=([^\p{Cc}]*))?$/u.exec(text) ?? [];
  if (name === undefined || !template.includes(PLACEHOLDER)) return undefined;
  return place === "header"
    ? { in: "header", name: name.toLowerCase(), template }
    : { in: "query", name, template };
}

/** What is wrong with a rule; undefined when nothing is. */
export function resumeRuleProblem(rule: ResumeRule): string | undefined {
  const { in: place, name, template } = rule ?? {};
  const isRule =
    (place === "header" || place === "query") &&
    /^[\w.~-]+$/.test(name) &&
    typeof template === "string" &&
    template.includes(PLACEHOLDER) &&
    !/\p{Cc}/u.test(template);
  if (isRule) return undefined;
  return `resume is ${JSON.stringify(rule)}: it must be false, or have in (header or query), a name, and a template with ${PLACEHOLDER}`;
}

/** What makes a request go on after this cursor. */
export function resumeFrom(
  rule: ResumeRule,
  cursor: string,
): { readonly headers: RequestHeaders; readonly query: Readonly<Record<string, string>> } {
  const value = rule.template.replaceAll(PLACEHOLDER, () => cursor);
  return rule.in === "header"
    ? { headers: { [rule.name.toLowerCase()]: utf8HeaderValue(value) }, query: {} }
    : { headers: {}, query: { [rule.name]: value } };
}

/** Headers are bytes, one for each UTF-16 unit here; `Last-Event-ID` is UTF-8 (WHATWG HTML, 9.2.4). */
function utf8HeaderValue(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}
