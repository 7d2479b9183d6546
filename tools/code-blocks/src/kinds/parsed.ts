import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { parseDocument } from "yaml";

/** What is wrong with a text of a language that only has to be one, by the word behind the fence. */
export const PARSERS: Readonly<Record<string, (text: string) => string[]>> = {
  json: jsonProblems,
  jsonc: commentedJsonProblems,
  yaml: yamlProblems,
};

function jsonProblems(text: string): string[] {
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

function commentedJsonProblems(text: string): string[] {
  const errors: ParseError[] = [];
  parse(text, errors);
  return errors.map(({ error, offset }) => `${printParseErrorCode(error)} at ${offset}`);
}

function yamlProblems(text: string): string[] {
  return parseDocument(text).errors.map(({ message }) => message);
}
