import type {
  HeaderValue,
  JsonObject,
  QueryValue,
  SourceDefinition,
} from "@unbounded-streams/connection-manager/source-definition";
import { WrongOptionError } from "../errors.ts";
import { type ConfiguredSource, configuredSource } from "./config-file.ts";
import type { Header } from "./secret-options.ts";
import type { CONNECTION_MODES, HTTP2_WORDS, INVALID_RULES } from "./source-flags.ts";

/** What is said of the source: of the built-in one when it has no address. */
export interface LocalSource extends SourceDefinition {
  readonly format: string;
  readonly onInvalid: (typeof INVALID_RULES)[number];
  readonly connectionMode: (typeof CONNECTION_MODES)[number];
}

/** The command line's flags for a source. */
export interface SourceFlags {
  readonly url?: string;
  readonly config?: string;
  readonly source?: string;
  readonly format?: string;
  readonly eventId?: string;
  readonly eventKey?: string;
  readonly method?: string;
  readonly body?: string;
  readonly query?: Readonly<Record<string, readonly string[]>>;
  readonly header?: readonly Header[];
  readonly headerFile?: readonly Header[];
  readonly headerEnv?: readonly Header[];
  readonly keyFile?: string;
  readonly keyEnv?: string;
  readonly keyScheme?: string;
  readonly cookies?: boolean;
  readonly message?: readonly string[];
  readonly protocol?: readonly string[];
  readonly resume?: readonly string[];
  readonly resumeStart?: string;
  readonly keepHeader?: readonly string[];
  readonly socketPath?: string;
  readonly http2?: (typeof HTTP2_WORDS)[number];
  readonly caFile?: string;
  readonly certFile?: string;
  readonly tlsKeyFile?: string;
  readonly acceptEncoding?: readonly string[];
  readonly contentType?: readonly string[];
  readonly headersTimeout?: number;
  readonly eventTimeout?: number;
  readonly connectionMode?: (typeof CONNECTION_MODES)[number];
  readonly endSignal?: readonly string[];
  readonly endOnClose?: boolean;
  readonly control?: readonly JsonObject[];
  readonly onInvalid?: (typeof INVALID_RULES)[number];
  readonly followPolicy?: Readonly<Record<string, unknown>>;
}

/** A source, and the key that goes with it. */
export interface KeyedSource {
  readonly source: LocalSource;
  readonly key: string | undefined;
}

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

const NOTHING_CONFIGURED: ConfiguredSource = { definition: {}, key: undefined, headers: [] };

/** What the built-in source has no use for: it is asked as it wants to be. */
const OF_OTHERS = [
  "method",
  "body",
  "message",
  "protocol",
  "resume",
  "resumeStart",
  "eventId",
  "keepHeader",
  "socketPath",
  "http2",
  "caFile",
  "certFile",
  "tlsKeyFile",
] as const satisfies readonly (keyof SourceFlags)[];

/** Formats of the built-in source. */
const BUILT_IN_FORMATS = ["chunks", "lines", "ndjson", "sse"];

/**
 * The source that flags and config file describe; a flag goes over the file's field, headers and parameters of the query one by one.
 *
 * @throws WrongOptionError
 */
export function sourceOf(flags: SourceFlags): KeyedSource {
  checkKeyFlags(flags);
  const { url, config, source: name } = flags;
  if (config === undefined && name !== undefined) {
    throw new WrongOptionError(
      `--source ${name} is given without --config: it is the name of a source there`,
    );
  }
  const configured =
    config === undefined
      ? NOTHING_CONFIGURED
      : configuredSource(config, name, url === undefined ? {} : { url });
  const key = flags.keyFile ?? flags.keyEnv ?? configured.key;
  const definition = withoutSecretsOfAws(
    merged(configured.definition, flags, configured.headers),
    flags,
    key,
  );
  const address = addressOf(definition);
  if (address === undefined) checkBuiltIn(flags);
  return { source: { ...defaultsFor(address), ...definition }, key };
}

/** Where a source is; undefined for the built-in one. */
export function addressOf({ url, baseUrl }: SourceDefinition): string | undefined {
  return url ?? baseUrl;
}

/** Whether each stream of the source is asked for by its own id. */
export function isPerStream(source: SourceDefinition): boolean {
  const { url, baseUrl, query, headers, body, messages } = source;
  if (url === undefined && baseUrl !== undefined) return true;
  return JSON.stringify({ url, query, headers, body, messages }).includes("{streamId}");
}

function defaultsFor(address: string | undefined): LocalSource {
  const always = { onInvalid: "dead-letter", connectionMode: "overlap" } as const;
  if (address === undefined) return { ...always, format: "ndjson" };
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return {
    ...always,
    format: url?.protocol.startsWith("ws") ? "messages" : "auto",
    // Such a source may redirect to another name of this machine; any other may not reach what only this machine does.
    ...(url !== undefined && LOOPBACK.includes(url.hostname) ? { allowPrivateRedirects: LOOPBACK } : {}),
  };
}

function merged(
  { baseUrl, path, ...configured }: SourceDefinition,
  flags: SourceFlags,
  headers: readonly Header[],
): SourceDefinition {
  const { tls: configuredTls, headers: configuredHeaders, query: configuredQuery } = configured;
  const { header, headerFile = [], headerEnv = [], caFile, certFile, tlsKeyFile } = flags;
  const allHeaders = headersOf(configuredHeaders, [...headers, ...headerFile, ...headerEnv], header);
  const query = { ...configuredQuery, ...queryOf(flags.query) };
  const tls = { ...configuredTls, ...given({ caFile, certFile, keyFile: tlsKeyFile }) };
  return {
    ...(flags.url === undefined ? given({ baseUrl, path }) : {}),
    ...configured,
    ...given(ofFlags(flags)),
    ...(Object.keys(allHeaders).length === 0 ? {} : { headers: allHeaders }),
    ...(Object.keys(query).length === 0 ? {} : { query }),
    ...(Object.keys(tls).length === 0 ? {} : { tls }),
  };
}

function ofFlags(flags: SourceFlags) {
  const { url, format, method, body, eventId, eventKey, keyScheme, resume, resumeStart, socketPath } = flags;
  const { http2, acceptEncoding, followPolicy, onInvalid, connectionMode, cookies, endOnClose } = flags;
  return {
    ...{ url, format, method, body, eventId, eventKey, keyScheme, resumeStart, socketPath, acceptEncoding },
    ...{ followPolicy, onInvalid, connectionMode, cookies, endOnClose },
    http2: http2 === "true" ? true : http2 === "false" ? false : http2,
    resume: resume?.length === 1 ? resume[0] : resume,
    messages: flags.message,
    protocols: flags.protocol,
    contentTypes: flags.contentType,
    keepHeaders: flags.keepHeader,
    endSignals: flags.endSignal,
    controlFrames: flags.control,
    headersTimeoutSeconds: flags.headersTimeout,
    eventTimeoutSeconds: flags.eventTimeout,
  };
}

/** By their names in lower case; the flag `--header` may give one several times. */
function headersOf(
  configured: SourceDefinition["headers"],
  secret: readonly Header[],
  shown: readonly Header[] = [],
): Record<string, HeaderValue> {
  const headers: Record<string, HeaderValue> = {};
  for (const [name, value] of Object.entries(configured ?? {})) headers[name.toLowerCase()] = value;
  Object.assign(headers, Object.fromEntries(secret));
  for (const [name, values] of Map.groupBy(shown, ([name]) => name)) {
    headers[name] = oneOrAll(values.map(([, value]) => value));
  }
  return headers;
}

function queryOf(query: SourceFlags["query"] = {}): Record<string, QueryValue> {
  return Object.fromEntries(Object.entries(query).map(([name, values]) => [name, oneOrAll(values)]));
}

function oneOrAll(values: readonly string[]): HeaderValue {
  const [first = "", ...others] = values;
  return others.length === 0 ? first : values;
}

/** Secrets of AWS are not asked for on this machine: something must be given in their place. */
function withoutSecretsOfAws(
  { keySecret, keyField: _, secretHeaders, tlsSecret, ...definition }: SourceDefinition,
  flags: SourceFlags,
  key: string | undefined,
): SourceDefinition {
  const refuse = (field: string, flag: string) => {
    throw new WrongOptionError(
      `--config ${flags.config}: ${field} is a secret of AWS, which is not asked for on this machine: give ${flag} in its place`,
    );
  };
  const { headerFile = [], headerEnv = [], caFile, certFile } = flags;
  if (keySecret !== undefined && key === undefined) refuse("keySecret", "--key-env or --key-file");
  if (secretHeaders !== undefined && headerFile.length + headerEnv.length === 0) {
    refuse("secretHeaders", "--header-env or --header-file");
  }
  if (tlsSecret !== undefined && caFile === undefined && certFile === undefined) {
    refuse("tlsSecret", "--ca-file, or --cert-file and --tls-key-file");
  }
  return definition;
}

function checkKeyFlags({ url, config, keyFile, keyEnv, keyScheme: scheme }: SourceFlags): void {
  if (keyFile !== undefined && keyEnv !== undefined) {
    throw new WrongOptionError("--key-file and --key-env are both given: allowed is one of them");
  }
  const key = keyFile ?? keyEnv;
  if (key !== undefined && url === undefined && config === undefined) {
    throw new WrongOptionError("a key is given without --url: the built-in source has its own");
  }
  if (scheme !== undefined && key === undefined && config === undefined) {
    throw new WrongOptionError("--key-scheme is given without a key: allowed with --key-file or --key-env");
  }
}

function checkBuiltIn(flags: SourceFlags): void {
  const [foreign] = OF_OTHERS.filter((name) => flags[name] !== undefined);
  if (foreign !== undefined) {
    const flag = `--${foreign.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new WrongOptionError(
      `${flag} is given without --url or --config: the built-in source is asked as it wants to be`,
    );
  }
  if (flags.format === undefined || BUILT_IN_FORMATS.includes(flags.format)) return;
  throw new WrongOptionError(
    `--format ${flags.format} is given without --url or --config: allowed for the built-in source are ${BUILT_IN_FORMATS.join(", ")}`,
  );
}

type Given<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

function given<Fields extends Readonly<Record<string, unknown>>>(fields: Fields): Given<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Given<Fields>;
}
