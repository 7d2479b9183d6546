import { readFileSync } from "node:fs";
import { headerProblems } from "@unbounded-streams/stream-reader";
import { WrongOptionError } from "../errors.ts";

/** What an option may hold a secret in: its value stands in no message. */
const HEADER = /^([\w!#$%&'*+.^`|~-]+):[\t ]*([\t\x20-\x7e\x80-\xff]*)$/;

/** A header as name, in lower case, and value. */
export type Header = readonly [name: string, value: string];

/** `Name: value`; undefined when it is none. */
export function parseHeader(text: string): Header | undefined {
  const [, name, value] = HEADER.exec(text) ?? [];
  return name === undefined || value === undefined ? undefined : [name.toLowerCase(), value];
}

/**
 * A header that a request can have.
 *
 * @param option the option, and what it was given as far as that may be shown
 * @throws WrongOptionError that names the header, never its value
 */
export function sendable(option: string, header: Header): Header {
  const [problem] = headerProblems(Object.fromEntries([header]));
  if (problem === undefined) return header;
  throw new WrongOptionError(`${option}: ${problem}`);
}

/**
 * Collects `--header-file`: one `Name: value` a line; empty lines do not count.
 *
 * @throws WrongOptionError that names the file and the line, never what stands there
 */
export function headersOfFile(path: string, before: readonly Header[] = []): Header[] {
  const lines = textOf("--header-file", path).split(/\r?\n/);
  const headers = lines.flatMap((line, index) => {
    if (line.trim() === "") return [];
    const header = parseHeader(line);
    if (header !== undefined) return [sendable(`--header-file ${path}, line ${index + 1}`, header)];
    throw new WrongOptionError(
      `--header-file ${path}, line ${index + 1} is not a header (not shown): allowed is 'Name: value'`,
    );
  });
  return [...before, ...headers];
}

/**
 * Collects `--header-env`: a header's name, and the environment variable that has its value.
 *
 * @throws WrongOptionError that names the variable, never its value
 */
export function headerOfVariable(text: string, before: readonly Header[] = []): Header[] {
  const [, name = "", variable = ""] = /^([^=]+)=(\w+)$/.exec(text) ?? [];
  if (name === "") {
    throw new WrongOptionError(
      "a --header-env is not Name=VARIABLE (not shown): allowed is a header's name and an environment variable's",
    );
  }
  const header = parseHeader(`${name}: ${valueIn("--header-env", variable)}`);
  if (header !== undefined) return [...before, sendable(`--header-env ${name}=${variable}`, header)];
  throw new WrongOptionError(
    `--header-env ${name}=${variable} is no header (its value is not shown): allowed are a header's name, and a value without line ends`,
  );
}

/** What stands in the file of `--key-file`, less the end of its last line. */
export function keyOfFile(path: string): string {
  return checkedKey(`--key-file ${path}`, textOf("--key-file", path).replace(/\r?\n$/, ""));
}

/**
 * What a variable holds as the key.
 *
 * @param option what names the variable
 */
export function keyOfVariable(variable: string, option = "--key-env"): string {
  return checkedKey(`${option} ${variable}`, valueIn(option, variable));
}

function checkedKey(option: string, key: string): string {
  if (/^[\t\x20-\x7e\x80-\xff]+$/.test(key)) return key;
  throw new WrongOptionError(
    `${option} has no key that a header may hold (not shown): allowed is one line of text`,
  );
}

function valueIn(option: string, variable: string): string {
  const value = process.env[variable];
  if (value !== undefined && value !== "") return value;
  throw new WrongOptionError(`${option}: the environment variable ${variable} is not set`);
}

function textOf(option: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new WrongOptionError(`${option} ${path} cannot be read: ${(error as Error).message}`);
  }
}
