import { headerProblems } from "../../http/request/request-headers.ts";
import type { RequestHeaders } from "../../http/request/request-options.ts";
import type { OpeningMessage } from "../resume/apply-resume.ts";
import type { RequestParts } from "./request-context.ts";

/** What a request has in place of its own when it carries a cursor: a source may want another one then. */
export interface WhenResuming {
  /**
   * Where it goes, also relative to the stream's `url`. Placeholders as in a template, such as `/events/{id+1}`, stand for the cursor,
   * percent-encoded. The stream's headers and query go along to its own origin only.
   */
  readonly url?: string | URL;
  readonly method?: string;
  /** `null` for none; headers that describe a body are left out then. */
  readonly body?: RequestParts["body"] | null;
  /** Headers over those of the same name; `null` leaves one out. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | null>>;
  /** WebSocket: the messages to send on opening. */
  readonly messages?: readonly OpeningMessage[];
}

/** What is wrong with it, one sentence each, but for what is found when a request is made of it. */
export function whenResumingProblems(given: WhenResuming | undefined): string[] {
  if (given === undefined) return [];
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    return ["whenResuming must be an object with any of url, method, body, headers and messages"];
  }
  const problems = partProblems("whenResuming", given, ["url", "method", "body", "headers", "messages"]);
  if (given.messages !== undefined && !Array.isArray(given.messages)) {
    problems.push("whenResuming.messages must be a list of texts, or objects that are sent as JSON");
  }
  return problems;
}

/** What is wrong with the parts of a request that stand in place of the stream's own, one sentence each. */
export function partProblems(name: string, given: object, allowed: readonly string[]): string[] {
  const unknown = Object.keys(given).filter((field) => !allowed.includes(field));
  const { url, method, headers = {} } = given as Readonly<Record<string, unknown>>;
  const problems = unknown.map(
    (field) => `${name}.${field} is no part of a request: allowed are ${allowed.join(", ")}`,
  );
  if (url !== undefined && typeof url !== "string" && !(url instanceof URL)) {
    problems.push(`${name}.url must be text or a URL`);
  }
  if (method !== undefined && typeof method !== "string") problems.push(`${name}.method must be text`);
  if (typeof headers !== "object" || headers === null || Array.isArray(headers)) {
    return [...problems, `${name}.headers must be an object of names and values`];
  }
  return [...problems, ...headerProblems(givenHeaders(given)).map((problem) => `${name}: ${problem}`)];
}

/** Its headers, without the names of those that it leaves out. */
export function givenHeaders({
  headers = {},
}: {
  readonly headers?: WhenResuming["headers"] | undefined;
}): RequestHeaders {
  const given = Object.entries(headers).filter(([, value]) => value !== null);
  return Object.fromEntries(given) as RequestHeaders;
}
