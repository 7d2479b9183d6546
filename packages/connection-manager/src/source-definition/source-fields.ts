import type { SourceDefinition, TlsDefinition } from "./source-definition.ts";

/** Of what kind a field's value is. What a value means is the handler's to check. */
export type FieldKind =
  | "text"
  /** A number, 0 or more. */
  | "amount"
  | "yes-or-no"
  | "texts"
  | "object"
  /** The name of a secret, or its whole ARN. */
  | "secret"
  /** An object whose values are texts, or arrays of texts. */
  | "headers"
  /** An object whose values are text, numbers, booleans, or arrays of them. */
  | "query"
  | "objects"
  /** An array of texts and objects. */
  | "texts-or-objects"
  | "text-or-texts"
  | "text-or-headers"
  /** A text, an object, or an array of them. */
  | "rules"
  | "tls"
  | "http2"
  | "json";

/** The fields of a {@link SourceDefinition}; `baseUrl` or `url` must be given. */
export const SOURCE_FIELDS: { readonly [Field in keyof Required<SourceDefinition>]: FieldKind } = {
  baseUrl: "text",
  path: "text",
  url: "text",
  method: "text",
  body: "json",
  query: "query",
  headers: "headers",
  messages: "texts-or-objects",
  protocols: "texts",
  socketPath: "text",
  http2: "http2",
  acceptEncoding: "texts",
  contentTypes: "texts",
  tls: "tls",
  tlsSecret: "secret",
  format: "text",
  endSignals: "texts",
  controlFrames: "objects",
  eventId: "text-or-headers",
  eventKey: "text-or-texts",
  resume: "rules",
  resumeStart: "text",
  whenResuming: "object",
  handshake: "objects",
  keepHeaders: "texts",
  connectionMode: "text",
  keySecret: "secret",
  keyField: "text",
  keyScheme: "text",
  secretHeaders: "secret",
  idleTimeoutSeconds: "amount",
  eventTimeoutSeconds: "amount",
  connectTimeoutSeconds: "amount",
  headersTimeoutSeconds: "amount",
  maxFrameBytes: "amount",
  maxCursorBytes: "amount",
  followPolicy: "object",
  endOnClose: "yes-or-no",
  cookies: "yes-or-no",
  allowPrivateRedirects: "texts",
  maxReconnectDelaySeconds: "amount",
  onInvalid: "text",
};

const TLS_FIELDS: { readonly [Field in keyof Required<TlsDefinition>]: true } = {
  ca: true,
  caFile: true,
  certFile: true,
  keyFile: true,
  servername: true,
};

/** A secret by its name, or by its whole ARN with the six characters that Secrets Manager adds. */
const SECRET = /^(?:[\w/+=.@-]{1,512}|arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+-\w{6})$/;

/** What a value of each kind is, in words, and whether one is it. */
export const FIELD_KINDS: {
  readonly [Kind in FieldKind]: { readonly words: string; isGood(value: unknown): boolean };
} = {
  text: { words: "a text that is not empty", isGood: isText },
  amount: { words: "a number, 0 or more", isGood: isAmount },
  "yes-or-no": { words: "true or false", isGood: (value) => typeof value === "boolean" },
  texts: { words: "an array of texts", isGood: (value) => isArrayOf(value, isString) },
  object: { words: "an object", isGood: isObject },
  secret: {
    words: "the name of a secret, or its whole ARN",
    isGood: (value) => typeof value === "string" && SECRET.test(value),
  },
  headers: { words: "an object whose values are texts", isGood: isHeaders },
  query: {
    words: "an object whose values are texts, numbers or booleans",
    isGood: (value) =>
      isObject(value) && Object.values(value).every((entry) => isScalar(entry) || isArrayOf(entry, isScalar)),
  },
  objects: { words: "an array of objects", isGood: (value) => isArrayOf(value, isObject) },
  "texts-or-objects": {
    words: "an array of texts and objects",
    isGood: (value) => isArrayOf(value, (entry) => isString(entry) || isObject(entry)),
  },
  "text-or-texts": {
    words: "a text or an array of texts",
    isGood: (value) => isString(value) || isArrayOf(value, isString),
  },
  "text-or-headers": {
    words: "a text, or an object whose values are texts",
    isGood: (value) => isText(value) || isHeaders(value),
  },
  rules: {
    words: "a text, an object, or an array of them",
    isGood: (value) => isRule(value) || isArrayOf(value, isRule),
  },
  tls: {
    words: `an object with text in any of ${Object.keys(TLS_FIELDS).join(", ")}`,
    isGood: (value) =>
      isObject(value) &&
      Object.entries(value).every(([name, entry]) => Object.hasOwn(TLS_FIELDS, name) && isText(entry)),
  },
  http2: {
    words: "true, false or prior-knowledge",
    isGood: (value) => typeof value === "boolean" || value === "prior-knowledge",
  },
  json: { words: "text or JSON", isGood: (value) => value !== undefined },
};

function isString(value: unknown): value is string {
  return typeof value === "string";
}

function isText(value: unknown): boolean {
  return isString(value) && value !== "";
}

function isAmount(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function isScalar(value: unknown): boolean {
  return isString(value) || typeof value === "number" || typeof value === "boolean";
}

function isRule(value: unknown): boolean {
  return isText(value) || isObject(value);
}

function isHeaders(value: unknown): boolean {
  return (
    isObject(value) && Object.values(value).every((entry) => isString(entry) || isArrayOf(entry, isString))
  );
}

function isArrayOf(value: unknown, isEntry: (entry: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isEntry);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
