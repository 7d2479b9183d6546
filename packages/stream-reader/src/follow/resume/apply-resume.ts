import { parseJsonPointer } from "@unbounded-streams/json-pointer";
import { StreamOptionError } from "../../errors/caller-errors.ts";
import type { QueryParameters, RequestHeaders } from "../../http/request/request-options.ts";
import { partsOfCursor } from "./cursor-parts.ts";
import { withValueAt } from "./json-place.ts";
import { type ResumeRule, resumeRuleText } from "./resume-rule.ts";
import { filled, filledJson, isJson, namesIn, shown, type TemplateValues, takesAny } from "./template.ts";

/** A message that is sent on opening a WebSocket: text, or what is sent as JSON. */
export type OpeningMessage = string | object;

/** What of a request says where the stream goes on. */
export interface ResumableRequest {
  readonly headers?: RequestHeaders;
  readonly query?: QueryParameters;
  readonly body?: string | Uint8Array | undefined;
  readonly messages?: readonly OpeningMessage[] | undefined;
}

/** What rules make of a cursor, for the parts of a request. */
export interface Resumption {
  /** Headers of the request's, by lower-case name; those that it has give way. */
  readonly headers: RequestHeaders;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  /** Whether a rule is in the body. */
  readonly changesBody: boolean;
  /** Whether a rule is in a message. */
  readonly changesMessages: boolean;
  /**
   * The body that goes on after the cursor.
   *
   * @throws StreamOptionError when it is not JSON, or has no such place
   */
  body<Body extends string | Uint8Array | undefined>(given: Body): Body | string;
  /** The messages that go on after the cursor; throws as `body` does. */
  messages(given: readonly OpeningMessage[]): readonly OpeningMessage[];
}

type JsonRule = Extract<ResumeRule, { in: "body" | "message" }>;

/**
 * A request that goes on after a cursor, by all of these rules. A rule that names a part which the cursor does not have is left out.
 *
 * @throws StreamOptionError when a cursor cannot be used as a rule has it, the body or a message is not JSON or has no such place, or
 *   no rule is left
 */
export function applyResume(
  rules: readonly ResumeRule[],
  cursor: string,
  request: ResumableRequest,
): ResumableRequest {
  const resumption = resumeFrom(rules, cursor);
  const { headers = {}, query = {}, body, messages } = request;
  return {
    headers: withHeaders(headers, resumption.headers),
    query: { ...query, ...resumption.query },
    ...(body === undefined && !resumption.changesBody ? {} : { body: resumption.body(body) }),
    ...(messages === undefined ? {} : { messages: resumption.messages(messages) }),
  };
}

/**
 * Whether a cursor has the parts that a request after it needs: all that the URL names, and those of one rule at least, if there are
 * rules. The first frames of a stream may have said some of them only.
 *
 * @throws StreamOptionError when it is to have parts, and has none
 */
export function hasPartsFor(
  cursor: string,
  { rules, url }: { readonly rules: readonly ResumeRule[]; readonly url: string },
): boolean {
  const needed = rules.map(({ template }) => namesIn(template));
  const named = namesIn(url);
  const valueFor = templateValues([...needed.flat(), ...named], cursor);
  const has = (name: string) => valueFor(name) !== undefined;
  return named.every(has) && (needed.length === 0 || needed.some((names) => names.every(has)));
}

/** Headers over those of the same name, however that is written. */
export function withHeaders(given: RequestHeaders, over: RequestHeaders): RequestHeaders {
  const names = Object.keys(over).map((name) => name.toLowerCase());
  const kept = Object.entries(given).filter(([name]) => !names.includes(name.toLowerCase()));
  return { ...Object.fromEntries(kept), ...over };
}

/**
 * What makes a request go on after this cursor.
 *
 * @throws StreamOptionError as {@link applyResume}
 */
export function resumeFrom(rules: readonly ResumeRule[], cursor: string): Resumption {
  const applied = applicable(rules, cursor);
  const inBody = applied.filter(({ rule }) => rule.in === "body");
  return {
    headers: namedValues(applied, "header"),
    query: namedValues(applied, "query"),
    changesBody: inBody.length > 0,
    changesMessages: applied.some(({ rule }) => rule.in === "message"),
    body: (given) => inBody.reduce<typeof given | string>((body, { put }) => put(body, "the body"), given),
    messages: (given) => {
      const messages = [...given];
      for (const { rule, put } of applied) {
        if (rule.in !== "message") continue;
        const message = messages[rule.message];
        const text = typeof message === "object" ? JSON.stringify(message) : message;
        messages[rule.message] = put(text, `message ${rule.message}`);
      }
      return messages;
    },
  };
}

/** A rule with its values. */
interface Applied {
  readonly rule: ResumeRule;
  /** Of a header or a parameter: what it is to be. */
  value(): string;
  /** Of a body or a message: what becomes of it. */
  put(text: string | Uint8Array | undefined, what: string): string;
}

/**
 * Tries a cursor in all rules that it has the parts for, without a request.
 *
 * @throws StreamOptionError when a rule cannot take it
 */
export function assertFillable(rules: readonly ResumeRule[], cursor: string): void {
  const { left, valueFor } = withParts(rules, cursor);
  for (const rule of left) {
    if ("name" in rule) filled(rule.template, valueFor, nameOf(rule));
    else if (!isJson(jsonOf(rule, valueFor))) {
      throw new StreamOptionError(`${nameOf(rule)} gives what is not JSON, with the cursor ${shown(cursor)}`);
    }
  }
}

/** Whether a rule takes some cursors only: one that puts the whole cursor in as text takes all. */
export function canRefuse(rule: ResumeRule): boolean {
  const isOfJson = !("name" in rule) && rule.as === "json";
  return isOfJson || !takesAny(rule.template);
}

/** The rules that a cursor has the parts for, and what their placeholders stand for. */
function withParts(
  rules: readonly ResumeRule[],
  cursor: string,
): { readonly left: readonly ResumeRule[]; readonly valueFor: TemplateValues } {
  const valueFor = templateValues(
    rules.flatMap(({ template }) => namesIn(template)),
    cursor,
  );
  const left = rules.filter(({ template }) =>
    namesIn(template).every((name) => valueFor(name) !== undefined),
  );
  return { left, valueFor };
}

function applicable(rules: readonly ResumeRule[], cursor: string): readonly Applied[] {
  const { left, valueFor } = withParts(rules, cursor);
  const [first] = rules;
  if (left.length === 0 && first !== undefined) {
    throw new StreamOptionError(
      `the cursor ${shown(cursor)} has none of the parts that the resume rules name, or not all that one needs, such as ${resumeRuleText(first)}`,
    );
  }
  return left.map((rule) => ({
    rule,
    value: () => filled(rule.template, valueFor, nameOf(rule)),
    put: (text, what) => putInto(text, rule as JsonRule, valueFor, what),
  }));
}

/**
 * What placeholders of these names stand for.
 *
 * @throws StreamOptionError when one is of a part, and the cursor has no parts
 */
export function templateValues(names: readonly string[], cursor: string): TemplateValues {
  const parts = names.some((name) => name !== "id") ? partsOfCursor(cursor) : undefined;
  return (name) => (name === "id" ? cursor : parts?.get(name));
}

function nameOf(rule: ResumeRule): string {
  return `the resume rule ${resumeRuleText(rule)}`;
}

function putInto(
  text: string | Uint8Array | undefined,
  rule: JsonRule,
  valueFor: TemplateValues,
  what: string,
): string {
  const { pointer } = rule;
  const value = jsonOf(rule, valueFor);
  const problem = (why: string, cause?: unknown) =>
    new StreamOptionError(`${nameOf(rule)} cannot be followed: ${why}`, { cause });
  if (text === undefined) throw problem(`the request has not ${what}`);
  let made: string | undefined;
  try {
    const json = typeof text === "string" ? text : new TextDecoder("utf-8", { fatal: true }).decode(text);
    made = withValueAt(json, parseJsonPointer(pointer), value);
  } catch {
    // The engine's message repeats the text, which may hold a secret.
    throw problem(`${what}, or what the template gives, is not JSON`);
  }
  if (made === undefined) throw problem(`${what} has no such place: what is on the way is no object`);
  return made;
}

/** What a rule puts into a document, as JSON text, unless its template does not give that. */
function jsonOf(rule: JsonRule, valueFor: TemplateValues): string {
  const { template, as = "text" } = rule;
  if (as === "json") return filledJson(template, valueFor, nameOf(rule));
  return JSON.stringify(filled(template, valueFor, nameOf(rule)));
}

/** Values by name; several of one name are sent one after the other. */
function namedValues(
  applied: readonly Applied[],
  place: "header" | "query",
): Record<string, string | readonly string[]> {
  const values = new Map<string, string[]>();
  for (const { rule, value } of applied) {
    if (rule.in !== place) continue;
    const name = place === "header" ? rule.name.toLowerCase() : rule.name;
    const text = place === "header" ? utf8HeaderValue(value()) : value();
    values.set(name, [...(values.get(name) ?? []), text]);
  }
  return Object.fromEntries(
    [...values].map(([name, texts]) => [name, texts.length === 1 ? (texts[0] ?? "") : texts]),
  );
}

/** Headers are bytes, one for each UTF-16 unit here; `Last-Event-ID` is UTF-8 (WHATWG HTML, 9.2.4). */
function utf8HeaderValue(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}
