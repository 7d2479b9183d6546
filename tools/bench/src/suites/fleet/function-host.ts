import { fileURLToPath } from "node:url";
import { type Child, startChild } from "../../processes/child.ts";
import type { FunctionMessage, FunctionState } from "../../processes/function-messages.ts";

const SCRIPT = new URL("../../processes/function-process.js", import.meta.url);
const BUNDLE = fileURLToPath(import.meta.resolve("@unbounded-streams/connection-manager/bundle"));
const ANSWER_WITHIN_MS = 20_000;

/** As Lambda's start script divides 128 MB: a tenth of it for the young generation, half of that for each of its spaces. */
const LAMBDA_FLAGS = ["--max-semi-space-size=6", "--max-old-space-size=116"];

/** An invocation, as the state machine would make it. */
export type Invocation = Omit<Extract<FunctionMessage, { kind: "invoke" }>, "kind">;

/** A process of the function, with the deployed bundle in it. */
export interface FunctionHost {
  invoke(invocation: Invocation): void;
  state(): Promise<FunctionState>;
  /** Kills it. */
  stop(): Promise<void>;
}

/** @throws ProcessFailedError when the bundle cannot be loaded */
export async function startFunction(
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<FunctionHost> {
  const child: Child = startChild({
    name: "the function",
    script: SCRIPT,
    args: [BUNDLE],
    flags: LAMBDA_FLAGS,
    env: { ...environment },
    signal,
  });
  await child.receive<FunctionState>(ANSWER_WITHIN_MS);
  return {
    invoke: (invocation) => child.send({ kind: "invoke", ...invocation }),
    async state() {
      child.send({ kind: "state" });
      return child.receive<FunctionState>(ANSWER_WITHIN_MS);
    },
    stop: () => child.stop(),
  };
}
