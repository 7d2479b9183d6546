import { writeSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

// A Lambda environment as a process: one invocation a line on the standard input, one answer a line on the descriptor that is named
// first. The handler is named second, as Lambda names it.
const [, , results = "", handlerName = ""] = process.argv;
const [file = "", name = ""] = handlerName.split(".");
const { LAMBDA_TASK_ROOT = "" } = process.env;

const loaded = await import(pathToFileURL(join(LAMBDA_TASK_ROOT, `${file}.mjs`)).href);
answer({ ready: true });
for await (const line of createInterface({ input: process.stdin })) answer(await outcomeOf(JSON.parse(line)));
process.exit(0);

async function outcomeOf({ event, requestId, functionName, deadlineMs }) {
  const context = {
    awsRequestId: requestId,
    functionName,
    functionVersion: "$LATEST",
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
  };
  try {
    return { value: (await loaded[name](event, context)) ?? null };
  } catch (error) {
    return { error: { errorType: error.name, errorMessage: error.message } };
  }
}

function answer(message) {
  writeSync(Number(results), `${JSON.stringify(message)}\n`);
}
