import type { IncomingMessage, ServerResponse } from "node:http";
import { ServiceTaskError } from "../errors.ts";
import { type LoopbackServer, serveOnLoopback } from "../services/loopback-server.ts";
import { bodyOf } from "./request-body.ts";
import type { StepFunctions } from "./step-functions.ts";

const CONTENT_TYPE = "application/x-amz-json-1.0";
const TARGET = /^AWSStepFunctions\.(\w+)$/;

/** What an execution may be called (https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html). */
const EXECUTION_NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\ufffe\uffff]{1,80}$/u;

type Action = (engine: StepFunctions, request: Record<string, unknown>) => unknown;

const ACTIONS: Readonly<Record<string, Action>> = {
  StartExecution(engine, { stateMachineArn, name, input }) {
    const { arn, startedAtMs } = engine.start(String(stateMachineArn), checkedName(name), parsedInput(input));
    return { executionArn: arn, startDate: startedAtMs / 1000 };
  },
  StopExecution(engine, { executionArn }) {
    const execution = engine.executions.find(({ arn }) => arn === executionArn);
    if (execution === undefined) {
      throw faultOf("ExecutionDoesNotExist", `Execution Does Not Exist: '${executionArn}'`);
    }
    execution.abort();
    return { stopDate: Date.now() / 1000 };
  },
};

/**
 * Step Functions as a function reaches it, for programs of this machine alone: `StartExecution` and `StopExecution` in AWS JSON 1.0,
 * with AWS's names of what goes wrong.
 *
 * @param engine asked for at each request, so that the endpoint can be up before it
 */
export function serveStepFunctions(engine: () => StepFunctions): Promise<LoopbackServer> {
  return serveOnLoopback("the local Step Functions", 0, async (request, response) => {
    try {
      send(response, 200, await answer(engine(), request));
    } catch (error) {
      const code = codeOf(error);
      const message = error instanceof Error ? error.message : String(error);
      send(response, code === undefined ? 500 : 400, { __type: code ?? "InternalFailure", message });
    }
  });
}

async function answer(engine: StepFunctions, request: IncomingMessage): Promise<unknown> {
  const [, name = ""] = TARGET.exec(String(request.headers["x-amz-target"])) ?? [];
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (action === undefined || request.method !== "POST") {
    throw faultOf("UnknownOperation", "served are StartExecution and StopExecution");
  }
  const body = parsed(await bodyOf(request), "Serialization");
  return action(engine, (body ?? {}) as Record<string, unknown>);
}

function checkedName(name: unknown): string {
  if (typeof name === "string" && EXECUTION_NAME.test(name)) return name;
  throw faultOf("InvalidName", `Invalid Name: ${JSON.stringify(name)}`);
}

function parsedInput(input: unknown): unknown {
  return parsed(typeof input === "string" ? input : "{}", "InvalidExecutionInput");
}

function parsed(text: string, code: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw faultOf(code, error instanceof Error ? error.message : String(error));
  }
}

/** In a state machine, an error of the service stands with `StepFunctions.` before its name and `Exception` behind. */
function faultOf(code: string, message: string): ServiceTaskError {
  return new ServiceTaskError(`StepFunctions.${code}Exception`, message);
}

/** The service's own name of an error; undefined for what is none of its errors. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof ServiceTaskError)) return undefined;
  return /^StepFunctions\.(\w+)Exception$/.exec(error.name)?.[1];
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": CONTENT_TYPE }).end(JSON.stringify(body));
}
