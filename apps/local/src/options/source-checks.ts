import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import { WrongOptionError } from "../errors.ts";
import type { Header } from "./secret-options.ts";
import type { SourceFlags } from "./source-options.ts";

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

/** What stands in the place of a secret of AWS. */
export interface GivenSecrets {
  readonly key: string | undefined;
  /** By file or environment variable. */
  readonly headers: readonly Header[];
}

/**
 * What is left of a definition without the secrets of AWS, which are not asked for on this machine.
 *
 * @param config the file that names them
 * @throws WrongOptionError when nothing is given in the place of one
 */
export function withoutSecretsOfAws(
  { keySecret, keyField: _, secretHeaders, tlsSecret, ...definition }: SourceDefinition,
  { key, headers }: GivenSecrets,
  config: string | undefined,
): SourceDefinition {
  const refuse = (field: string, other: string) => {
    throw new WrongOptionError(
      `--config ${config}: ${field} is a secret of AWS, which is not asked for on this machine: give ${other} in its place`,
    );
  };
  if (keySecret !== undefined && key === undefined) refuse("keySecret", "--key-env, --key-file or keyEnv");
  if (secretHeaders !== undefined && headers.length === 0) {
    refuse("secretHeaders", "--header-env, --header-file or headersEnv");
  }
  if (tlsSecret !== undefined && definition.tls === undefined) {
    refuse("tlsSecret", "--ca-file, or --cert-file and --tls-key-file");
  }
  return definition;
}

/** @throws WrongOptionError for flags about a key that do not go together */
export function checkKeyFlags({ url, config, keyFile, keyEnv, keyScheme: scheme }: SourceFlags): void {
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

/** @throws WrongOptionError for what the built-in source cannot be asked for */
export function checkBuiltIn(flags: SourceFlags): void {
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
