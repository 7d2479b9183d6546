import { parseArgs } from "node:util";
import { FLAG_ENTRIES, FLAGS, type FlagName } from "./flags.ts";

/** The text given for each flag; `true` for flags that take none. */
export type Arguments = { readonly [Name in FlagName]?: string | true };

/** The command line cannot be understood, or asks for what does not go together. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/**
 * Reads the command line; what a flag's value means is not looked at. The last one of two equal flags counts.
 *
 * @throws UsageError for the first argument that is not an option, or an option that has no value or must have none
 */
export function readArguments(argv: readonly string[]): Arguments {
  const { tokens } = parseArgs({ args: [...argv], options: parserOptions(), strict: false, tokens: true });
  const read: { [Name in FlagName]?: string | true } = {};
  for (const token of tokens) {
    if (token.kind === "positional")
      throw new UsageError(`unexpected argument ${JSON.stringify(token.value)}`);
    if (token.kind === "option") {
      const { name, rawName, value, inlineValue } = token;
      if (!isFlagName(name)) throw new UsageError(`unknown option ${rawName}, allowed are ${flagList()}`);
      read[name] = checkedValue(name, value, inlineValue === true);
    }
  }
  return read;
}

function checkedValue(name: FlagName, value: string | undefined, isInline: boolean): string | true {
  if (!takesValue(name)) {
    if (value !== undefined) throw new UsageError(`--${name} takes no value`);
    return true;
  }
  const looksLikeOption = value !== undefined && !isInline && /^--?[a-z]/i.test(value);
  if (value === undefined || looksLikeOption) throw new UsageError(`--${name} needs a value`);
  return value;
}

function parserOptions() {
  return Object.fromEntries(
    FLAG_ENTRIES.map(([name, { short }]) => {
      const type = takesValue(name) ? ("string" as const) : ("boolean" as const);
      return [name, short === undefined ? { type } : { type, short }];
    }),
  );
}

function takesValue(name: FlagName): boolean {
  return "value" in FLAGS[name];
}

function isFlagName(name: string): name is FlagName {
  return Object.hasOwn(FLAGS, name);
}

function flagList(): string {
  return FLAG_ENTRIES.map(([name]) => `--${name}`).join(", ");
}
