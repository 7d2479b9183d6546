import { render } from "velocityjs";

/** What API Gateway knows of a request when it renders a request template. */
export interface RenderedRequest {
  /** As they stand in the address: a REST API leaves path parameters percent-encoded. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly atMs?: number;
}

/** An answer as the caller gets it. */
export interface RenderedAnswer {
  readonly status: number;
  readonly text: string;
}

const DEFAULT_AT_MS = Date.UTC(2030, 0, 31, 12, 0, 0, 7);

/** Renders a request template as API Gateway does. */
export function renderRequest(template: string, request: RenderedRequest): string {
  const { path = {}, query = {}, headers = {}, atMs = DEFAULT_AT_MS } = request;
  return render(
    template,
    {
      input: { params: () => ({ path, querystring: query, header: headers }) },
      util: UTIL,
      context: { requestTime: commonLogTime(atMs), requestTimeEpoch: atMs },
    },
    {},
    JAVA,
  );
}

/** Renders a response template as API Gateway does for what a service has replied. */
export function renderAnswer(template: string, reply: unknown, status = 200): RenderedAnswer {
  const context = { responseOverride: { status } };
  const input = {
    path: (path: string) => at(reply, path),
    json: (path: string) => JSON.stringify(at(reply, path) ?? ""),
  };
  const text = render(template, { input, util: UTIL, context }, {}, JAVA);
  return { status: context.responseOverride.status, text };
}

/** Only paths of one name occur. */
function at(reply: unknown, path: string): unknown {
  if (path === "$") return reply;
  const name = /^\$\.(\w+)$/.exec(path)?.[1];
  if (name === undefined) throw new Error(`no support for the path ${path}`);
  return (reply as Record<string, unknown> | null)?.[name];
}

/** As Apache Commons Lang 2 has it, which API Gateway uses. */
function escapeJavaScript(text: string): string {
  const short: Record<string, string> = { "\b": "\\b", "\n": "\\n", "\t": "\\t", "\f": "\\f", "\r": "\\r" };
  return text.replaceAll(/[^\x20-\x7e]|["'\\/]/g, (char) => {
    if (/["'\\/]/.test(char)) return `\\${char}`;
    return short[char] ?? `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  });
}

/** As `java.util.Base64` has it, which throws where Node passes over what it cannot decode. */
function base64Decode(text: string): string {
  if (!/^(?:[a-z0-9+/]{4})*(?:[a-z0-9+/]{2}(?:==)?|[a-z0-9+/]{3}=?)?$/i.test(text)) {
    throw new Error(`${JSON.stringify(text)} is not Base64`);
  }
  return Buffer.from(text, "base64").toString("utf8");
}

/** As `java.net.URLDecoder` has it: `+` is a space, bytes that are not UTF-8 become U+FFFD, and half an escape throws. */
function urlDecode(text: string): string {
  if (/%(?![0-9a-f]{2})/i.test(text)) throw new Error(`${JSON.stringify(text)} has half an escape`);
  const parts = text.replaceAll("+", " ").match(/%..|[^%]+/gs) ?? [];
  const bytes = parts.map((part) =>
    part.startsWith("%") ? Buffer.from(part.slice(1), "hex") : Buffer.from(part),
  );
  return Buffer.concat(bytes).toString("utf8");
}

const UTIL = {
  escapeJavaScript,
  base64Encode: (text: string) => Buffer.from(text, "utf8").toString("base64"),
  base64Decode,
  urlDecode,
  parseJson: (text: string): unknown => JSON.parse(text),
};

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `$context.requestTime`: `31/Jan/2030:12:00:00 +0000`. */
function commonLogTime(atMs: number): string {
  const iso = new Date(atMs).toISOString();
  return `${iso.slice(8, 10)}/${MONTHS[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}

type JavaMethod = (text: string, ...params: string[]) => unknown;

/** Methods of Java's String that JavaScript has otherwise, or not at all. */
const STRING_METHODS: Readonly<Record<string, JavaMethod>> = {
  matches: (text, pattern) => new RegExp(`^(?:${pattern})$`).test(text),
  replaceAll: (text, pattern = "", replacement = "") =>
    text.replaceAll(new RegExp(pattern, "g"), replacement),
  contains: (text, part = "") => text.includes(part),
};

interface Invocation {
  readonly property: string;
  readonly context: unknown;
  readonly params: unknown[];
}

const JAVA = {
  customMethodHandlers: [
    {
      uid: "java.lang.String",
      match: ({ property, context }: Invocation) =>
        typeof context === "string" && Object.hasOwn(STRING_METHODS, property),
      resolve: ({ property, context, params }: Invocation) =>
        STRING_METHODS[property]?.(context as string, ...(params as string[])),
    },
    {
      uid: "java.util.Map",
      match: ({ property, context }: Invocation) => property === "get" && typeof context === "object",
      resolve: ({ context, params }: Invocation) => {
        const [key] = params as [string];
        return Object.hasOwn(context as object, key) ? (context as Record<string, unknown>)[key] : undefined;
      },
    },
  ],
};
