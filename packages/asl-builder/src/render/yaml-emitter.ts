import type { JsonValue } from "./json.ts";

/** Words that YAML 1.1 or 1.2 reads as a boolean or as null when they are not quoted. */
const RESERVED_WORD = /^(?:null|true|false|yes|no|on|off|y|n)$/i;

/** Words that start with a letter and hold nothing that YAML could read as syntax; single spaces between them. */
const PLAIN_TEXT = /^[A-Za-z][\w.$()-]*(?: [\w.$()-]+)*$/;

/** Characters that JSON writes as they are and YAML readers may refuse, fold or drop. */
const UNSAFE_CHARACTER = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;

/**
 * Writes a JSON value as YAML in block style. Any reader of YAML 1.1 or 1.2 gets the same value back, because text is
 * quoted, as JSON quotes it, unless it is harmless beyond doubt.
 *
 * @returns lines with a final line break
 */
export function emitYaml(value: JsonValue): string {
  return `${blockLines(value).join("\n")}\n`;
}

function blockLines(value: JsonValue): string[] {
  if (Array.isArray(value)) return value.length === 0 ? ["[]"] : value.flatMap(itemLines);
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value);
    return entries.length === 0 ? ["{}"] : entries.flatMap(entryLines);
  }
  return [scalarText(value)];
}

function itemLines(item: JsonValue): string[] {
  return blockLines(item).map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`));
}

function entryLines([key, value]: [string, JsonValue]): string[] {
  const lines = blockLines(value);
  if (!isBlock(value)) return [`${stringText(key)}: ${lines.join("")}`];
  return [`${stringText(key)}:`, ...lines.map((line) => `  ${line}`)];
}

function isBlock(value: JsonValue): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

function scalarText(value: string | number | boolean | null): string {
  if (typeof value === "string") return stringText(value);
  return typeof value === "number" ? numberText(value) : String(value);
}

/** YAML 1.1 takes a number with an exponent for text unless its mantissa has a point. */
function numberText(value: number): string {
  return JSON.stringify(value).replace(/^(-?\d+)e/, "$1.0e");
}

function stringText(value: string): string {
  if (PLAIN_TEXT.test(value) && !RESERVED_WORD.test(value)) return value;
  return JSON.stringify(value).replace(
    UNSAFE_CHARACTER,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
