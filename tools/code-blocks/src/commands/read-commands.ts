import { parse } from "shell-quote";

/** A command as a shell would start it: the program and its arguments, without variables that are set for it. */
export type Command = readonly string[];

/** What stands between commands. */
const BETWEEN = ["&&", "||", ";", "|", "&"];

const ASSIGNMENT = /^\w+=/;

/** A text that a command is given, up to the line that ends it (POSIX, "Here-Document"). */
const HERE_DOCUMENT =
  /<<-?\s*(?<quote>['"]?)(?<end>\w+)\k<quote>(?<rest>[^\n]*)\n(?<text>[\s\S]*?\n)\s*\k<end>(?=\n|$)/g;

/** A file that a script writes itself: `cat > NAME <<END`. */
const WRITTEN_FILE = new RegExp(`\\bcat > (?<name>\\S+) ${HERE_DOCUMENT.source}`, "g");

/** The files that a script writes, with their texts, by name. */
export function writtenFiles(script: string): ReadonlyMap<string, string> {
  const files = [...script.matchAll(WRITTEN_FILE)];
  return new Map(files.map(({ groups: { name = "", text = "" } = {} }) => [name, text]));
}

/** The commands of a shell script, in order. Variables stay as they are written. */
export function readCommands(script: string): Command[] {
  const joined = script.replaceAll(HERE_DOCUMENT, "$<rest>").replaceAll(/\\\n\s*/g, " ");
  const lines = joined.split("\n");
  return lines.flatMap(commandsOf);
}

function commandsOf(line: string): Command[] {
  const commands: string[][] = [[]];
  for (const part of parse(line, (name) => `$${name}`)) {
    if (typeof part === "string") commands.at(-1)?.push(part);
    else if ("comment" in part) break;
    else if (BETWEEN.includes(part.op)) commands.push([]);
    else if ("pattern" in part) commands.at(-1)?.push(part.pattern);
  }
  return commands
    .map((words) => words.slice(words.findIndex((word) => !ASSIGNMENT.test(word))))
    .filter((words) => words.length > 0 && !ASSIGNMENT.test(words[0] ?? ""));
}
