import type {
  HeaderValue,
  QueryValue,
  SourceDefinition,
  TlsDefinition,
} from "@unbounded-streams/connection-manager/source-definition";
import { WrongOptionError } from "../errors.ts";
import { type ConfiguredSource, configuredSource } from "./config-file.ts";
import type { Header } from "./secret-options.ts";
import { checkBuiltIn, checkKeyFlags, withoutSecretsOfAws } from "./source-checks.ts";
import type { LocalSource, SourceFlags } from "./source-options.ts";

/** A source, and the key that goes with it. */
export interface KeyedSource {
  readonly source: LocalSource;
  readonly key: string | undefined;
}

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

const NOTHING_CONFIGURED: ConfiguredSource = { definition: {}, key: undefined, headers: [] };

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
  const headers = [...configured.headers, ...(flags.headerFile ?? []), ...(flags.headerEnv ?? [])];
  const whole = merged(configured.definition, flags, headers);
  const definition = withoutSecretsOfAws(whole, { key, headers }, config);
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
  secret: readonly Header[],
): SourceDefinition {
  const headers = headersOf(configured.headers, secret, flags.header);
  const query = { ...configured.query, ...queryOf(flags.query) };
  const tls = tlsOf(configured.tls, flags);
  return {
    ...(flags.url === undefined ? given({ baseUrl, path }) : {}),
    ...configured,
    ...given(ofFlags(flags)),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
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

/** A file of an authority goes over one that stands in the definition as text. */
function tlsOf({ ca, ...configured }: TlsDefinition = {}, flags: SourceFlags): TlsDefinition {
  const { caFile, certFile, tlsKeyFile: keyFile } = flags;
  return {
    ...(caFile === undefined ? given({ ca }) : {}),
    ...configured,
    ...given({ caFile, certFile, keyFile }),
  };
}

function queryOf(query: SourceFlags["query"] = {}): Record<string, QueryValue> {
  return Object.fromEntries(Object.entries(query).map(([name, values]) => [name, oneOrAll(values)]));
}

function oneOrAll(values: readonly string[]): HeaderValue {
  const [first = "", ...others] = values;
  return others.length === 0 ? first : values;
}

type Given<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

function given<Fields extends Readonly<Record<string, unknown>>>(fields: Fields): Given<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Given<Fields>;
}
