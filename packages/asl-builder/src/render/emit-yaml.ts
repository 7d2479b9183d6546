import { Document, type ScalarTag, visit } from "yaml";
import type { JsonValue } from "./json.ts";

/** Words that YAML 1.1 or 1.2 reads as a boolean or as null, and a reader that is not strict in any spelling. */
const RESERVED_WORD = /^(?:null|true|false|yes|no|on|off|y|n)$/i;

/** Words that start with a letter and hold nothing that YAML could read as syntax; single spaces between them. */
const PLAIN_TEXT = /^[A-Za-z][\w.$()-]*(?: [\w.$()-]+)*$/;

/** Characters that JSON writes as they are and YAML readers may refuse, fold or drop. */
const UNSAFE_CHARACTER = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** YAML 1.1 takes a number with an exponent for text unless its mantissa has a point. */
const POINTED_NUMBER: ScalarTag = {
  tag: "tag:yaml.org,2002:float",
  default: true,
  identify: (value) => typeof value === "number",
  test: /^-?\d+(?:\.\d+)?(?:e[+-]\d+)?$/,
  resolve: Number,
  stringify: ({ value }) => JSON.stringify(value).replace(/^(-?\d+)e/, "$1.0e"),
};

/**
 * Writes a JSON value as YAML in block style. Any reader of YAML 1.1 or 1.2 gets the same value back, because text is
 * quoted, as JSON quotes it, unless it is harmless beyond doubt.
 *
 * @returns lines with a final line break
 */
export function emitYaml(value: JsonValue): string {
  const document = new Document(value, {
    aliasDuplicateObjects: false,
    compat: "yaml-1.1",
    customTags: (tags) => [POINTED_NUMBER, ...tags],
  });
  visit(document, {
    Scalar(_, scalar) {
      if (typeof scalar.value === "string" && !isPlain(scalar.value)) scalar.type = "QUOTE_DOUBLE";
    },
  });
  const text = document.toString({ lineWidth: 0, doubleQuotedAsJSON: true });
  return text.replace(UNSAFE_CHARACTER, escapeCharacter);
}

function isPlain(text: string): boolean {
  return PLAIN_TEXT.test(text) && !RESERVED_WORD.test(text);
}

/** Only quoted text has such characters, and there this stands for them. */
function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
