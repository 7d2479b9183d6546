import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import {
  definitionProblems,
  type SourceDefinition,
} from "@unbounded-streams/connection-manager/source-definition";
import { WrongOptionError } from "../errors.ts";
import { type Header, headerOfVariable, keyOfVariable } from "./secret-options.ts";

/** A source as a config file has it, with the secrets that it names. */
export interface ConfiguredSource {
  readonly definition: SourceDefinition;
  /** From the environment variable `keyEnv`. */
  readonly key: string | undefined;
  /** From the environment variables of `headersEnv`. */
  readonly headers: readonly Header[];
}

/** What a source has in a file that this command reads, beside what it has in the cloud: names of environment variables. */
interface LocalFields {
  readonly keyEnv?: unknown;
  readonly headersEnv?: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/** As the function of a stream takes names of sources. */
const SOURCE_NAME = /^[A-Za-z0-9-]{1,32}$/;

/** Fields of a cloud app's config that stand beside its source, and are a source's own here. */
const FIELDS_BESIDE = ["eventKey", "onInvalid"] as const;

/**
 * The source in a file: the file's own, its `source`, or one of its `sources`.
 *
 * @param flags what the command line says of the source, which goes over the file
 * @throws WrongOptionError in one line, without a secret
 */
export function configuredSource(
  path: string,
  name: string | undefined,
  flags: Pick<SourceDefinition, "url">,
): ConfiguredSource {
  const { fields, called } = chosen(path, name);
  const { keyEnv, headersEnv, ...definition } = fields as Fields & LocalFields;
  if ("key" in definition) {
    throw wrong(
      path,
      `${called}.key: a key does not belong in a file; name the environment variable that has it by keyEnv`,
    );
  }
  const problems = definitionProblems({ ...definition, ...flags }, called);
  if (problems.length > 0) throw wrong(path, problems.join("; "));
  return {
    definition: withPaths(definition as SourceDefinition, dirname(path)),
    key:
      keyEnv === undefined
        ? undefined
        : keyOfVariable(textOf(path, `${called}.keyEnv`, keyEnv), `${called}.keyEnv`),
    headers: headersOf(path, `${called}.headersEnv`, headersEnv),
  };
}

function chosen(path: string, name: string | undefined): { fields: Fields; called: string } {
  const file = parsed(path);
  const { source, sources } = file;
  if (sources === undefined) {
    if (name !== undefined)
      throw wrong(path, `there are no sources, of which --source ${name} could be one: leave it out`);
    const fields = source === undefined ? file : asFields(path, "source", source);
    return { fields: source === undefined ? fields : { ...fieldsBeside(file), ...fields }, called: "source" };
  }
  const named = asFields(path, "sources", sources);
  const names = Object.keys(named);
  const bad = names.find((given) => !SOURCE_NAME.test(given));
  if (bad !== undefined) {
    throw wrong(
      path,
      `sources has ${JSON.stringify(bad)}: a name must be 1 to 32 letters, digits or hyphens`,
    );
  }
  const which = name ?? (names.length === 1 ? names[0] : undefined);
  if (which === undefined || !Object.hasOwn(named, which)) {
    const what =
      name === undefined ? "there are several sources" : `there is no source ${JSON.stringify(name)}`;
    throw wrong(path, `${what}: allowed for --source are ${names.join(", ")}`);
  }
  const called = `sources.${which}`;
  return { fields: { ...fieldsBeside(file), ...asFields(path, called, named[which]) }, called };
}

function fieldsBeside(file: Fields): Fields {
  return Object.fromEntries(FIELDS_BESIDE.flatMap((name) => (name in file ? [[name, file[name]]] : [])));
}

function parsed(path: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    // What JSON.parse says shows what stands in the file.
    const why = error instanceof SyntaxError ? "it is not JSON" : (error as Error).message;
    throw new WrongOptionError(`--config ${path} cannot be read: ${why}`);
  }
  return asFields(path, "it", value);
}

/** Files that a config file names stand where it does. */
function withPaths(definition: SourceDefinition, folder: string): SourceDefinition {
  const { tls, socketPath } = definition;
  const at = (path: string) => resolve(folder, path);
  return {
    ...definition,
    ...(socketPath === undefined ? {} : { socketPath: at(socketPath) }),
    ...(tls === undefined
      ? {}
      : {
          tls: {
            ...tls,
            ...(tls.caFile === undefined ? {} : { caFile: at(tls.caFile) }),
            ...(tls.certFile === undefined ? {} : { certFile: at(tls.certFile) }),
            ...(tls.keyFile === undefined ? {} : { keyFile: at(tls.keyFile) }),
          },
        }),
  };
}

function headersOf(path: string, called: string, given: unknown): Header[] {
  if (given === undefined) return [];
  return Object.entries(asFields(path, called, given)).reduce<Header[]>(
    (headers, [name, variable]) =>
      headerOfVariable(`${name}=${textOf(path, `${called}.${name}`, variable)}`, headers),
    [],
  );
}

function textOf(path: string, called: string, value: unknown): string {
  if (typeof value === "string" && /^\w+$/.test(value)) return value;
  throw wrong(path, `${called} must be the name of an environment variable`);
}

function asFields(path: string, called: string, value: unknown): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw wrong(path, `${called} must be an object`);
}

function wrong(path: string, what: string): WrongOptionError {
  return new WrongOptionError(`--config ${path}: ${what}`);
}
