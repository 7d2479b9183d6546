import {
  followStream,
  type HandshakeRequest,
  headerProblems,
  openStream,
  type QueryParameters,
  type RequestHeaders,
  type WhenResuming,
} from "@unbounded-streams/stream-reader";
import { cursorRuleOf } from "../../events/event-id.ts";
import type { AskedRequest } from "../../source/stream-request.ts";
import { urlWithId } from "../../source/stream-template.ts";
import { type Environment, optional } from "../variables/environment.ts";
import { isObject, isObjects, isTexts, jsonOf, listOf } from "../variables/json-variable.ts";
import { refuse } from "../variables/problems.ts";
import { reading } from "../variables/reader-check.ts";
import { eventIdRuleOf, hasEventId } from "./event-id.ts";
import { SECRET_ARN, SECRET_ARN_RULE } from "./source-key.ts";

/** An address that nothing is asked of: options are tried on it. */
const NOWHERE = "http://localhost/";
/** A stream's id, where any will do. */
const ANY_ID = "1";

const HEADERS = {
  words: 'a JSON object of header names and text, such as {"x-tenant":"a"}',
  isGood: (value: unknown): value is Record<string, unknown> =>
    isObject(value) && Object.keys(value).length > 0,
};
const QUERY = {
  words: 'a JSON object of names and text, numbers, booleans or arrays of them, such as {"replay":true}',
  isGood: (value: unknown): value is QueryParameters =>
    isObject(value) &&
    Object.values(value).every((entry) => isScalar(entry) || (Array.isArray(entry) && entry.every(isScalar))),
};
const MESSAGES = {
  words: 'a JSON array of text and objects, such as [{"subscribe":"news"}]',
  isGood: (value: unknown): value is (string | object)[] =>
    Array.isArray(value) && value.every((entry) => typeof entry === "string" || isObject(entry)),
};
const PROTOCOLS = { words: 'a JSON array of text, such as ["graphql-transport-ws"]', isGood: isTexts };
const RESUME_REQUEST = {
  words:
    'a JSON object with any of url, method, body, headers and messages, such as {"method":"GET","body":null}',
  isGood: isObject,
};
const HANDSHAKE = {
  words: 'a JSON array of objects with any of url, method, headers and body, such as [{"method":"POST"}]',
  isGood: isObjects,
};

/** What a stream is asked for with. */
export function requestConfig(environment: Environment, problems: string[]): AskedRequest {
  return {
    method: methodOf(environment, problems),
    body: optional(environment, "STREAM_BODY"),
    query: jsonOf(environment, "STREAM_QUERY", QUERY, problems),
    headers: headersOf(environment, problems),
    secretHeadersArn: secretHeadersArnOf(environment, problems),
    messages: jsonOf(environment, "STREAM_MESSAGES", MESSAGES, problems),
    protocols: protocolsOf(environment, problems),
    whenResuming: whenResumingOf(environment, problems),
    handshake: handshakeOf(environment, problems),
    keepHeaders: keepHeadersOf(environment, problems),
  };
}

function methodOf(environment: Environment, problems: string[]): string | undefined {
  const method = optional(environment, "STREAM_METHOD");
  if (method === undefined) return undefined;
  reading("STREAM_METHOD", () => openStream({ url: NOWHERE, method }), problems);
  return method;
}

function headersOf(environment: Environment, problems: string[]): RequestHeaders {
  const headers = jsonOf(environment, "STREAM_HEADERS", HEADERS, problems) as RequestHeaders | undefined;
  if (headers === undefined) return {};
  const found = headerProblems(headers);
  problems.push(...found.map((problem) => `STREAM_HEADERS: ${problem}`));
  return found.length === 0 ? headers : {};
}

function secretHeadersArnOf(environment: Environment, problems: string[]): string | undefined {
  const arn = optional(environment, "STREAM_SECRET_HEADERS_ARN");
  if (arn !== undefined && !SECRET_ARN.test(arn)) {
    refuse("STREAM_SECRET_HEADERS_ARN", arn, SECRET_ARN_RULE, problems);
  }
  return arn;
}

function protocolsOf(environment: Environment, problems: string[]): string[] | undefined {
  const protocols = jsonOf(environment, "STREAM_PROTOCOLS", PROTOCOLS, problems);
  if (protocols === undefined) return undefined;
  const url = "ws://localhost/";
  reading("STREAM_PROTOCOLS", () => openStream({ url, webSocket: { protocols } }), problems);
  return protocols;
}

/** A body that is no text stands for its JSON. */
function whenResumingOf(environment: Environment, problems: string[]): WhenResuming | undefined {
  const given = jsonOf(environment, "RESUME_REQUEST", RESUME_REQUEST, problems);
  if (given === undefined) return undefined;
  if (!hasEventId(environment)) {
    problems.push("RESUME_REQUEST is set but EVENT_ID is not: say where an event's id is, such as /id");
  }
  const whenResuming: WhenResuming = withTextBody(given);
  const { url } = whenResuming;
  const tried = typeof url === "string" ? { ...whenResuming, url: urlWithId(url, ANY_ID) } : whenResuming;
  const eventId = eventIdRuleOf(environment, []);
  const cursorOf = eventId === undefined ? "/id" : cursorRuleOf(eventId);
  reading("RESUME_REQUEST", () => followStream({ url: NOWHERE, whenResuming: tried, cursorOf }), problems);
  return whenResuming;
}

function handshakeOf(environment: Environment, problems: string[]): HandshakeRequest[] | undefined {
  const given = jsonOf(environment, "HANDSHAKE", HANDSHAKE, problems);
  if (given === undefined) return undefined;
  const handshake = given.map((request) => withTextBody(request) as HandshakeRequest);
  reading("HANDSHAKE", () => followStream({ url: NOWHERE, handshake }), problems);
  return handshake;
}

function keepHeadersOf(environment: Environment, problems: string[]): string[] | undefined {
  const keepHeaders = listOf(environment, "KEEP_HEADERS");
  if (keepHeaders === undefined) return undefined;
  reading("KEEP_HEADERS", () => followStream({ url: NOWHERE, keepHeaders }), problems);
  return keepHeaders;
}

function withTextBody({ body, ...rest }: Record<string, unknown>): Record<string, unknown> {
  if (body === undefined) return rest;
  return { ...rest, body: typeof body === "string" || body === null ? body : JSON.stringify(body) };
}

function isScalar(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}
