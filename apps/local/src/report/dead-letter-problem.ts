import { closeSync, openSync, readSync } from "node:fs";

/** The problem stands before the event's data, which may have many megabytes. */
const HEAD_BYTES = 4_096;

const MESSAGE = /"message":("(?:[^"\\]|\\.)*")/;

/** What is wrong with the event that a file of the dead-letter store keeps; undefined when the file does not say. */
export function deadLetterProblem(path: string): string | undefined {
  const [, message] = MESSAGE.exec(headOf(path)) ?? [];
  return message === undefined ? undefined : (JSON.parse(message) as string);
}

/** Empty when it cannot be read: that there is a dead letter is told all the same. */
function headOf(path: string): string {
  try {
    const file = openSync(path, "r");
    try {
      const head = Buffer.alloc(HEAD_BYTES);
      return head.toString("utf8", 0, readSync(file, head));
    } finally {
      closeSync(file);
    }
  } catch {
    return "";
  }
}
