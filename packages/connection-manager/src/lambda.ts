import { configFromEnvironment } from "./config/handler-config.ts";
import { ConfigurationError } from "./errors.ts";
import { type ConnectionHandler, createHandler } from "./handler/create-handler.ts";

/**
 * The ready Lambda handler, configured by its environment when the module is loaded. With a configuration that cannot be
 * used, each invocation fails with the ConfigurationError that says why, so that the state machine sees its name.
 */
export const handler: ConnectionHandler = handlerFromEnvironment();

/**
 * Where Lambda has a log level of its own, Powertools goes by that one alone. Lambda's is `INFO` at most, because metrics are lines
 * of the log that it counts as `INFO`: so the level that is meant for the handler's lines goes before it.
 */
function handlerFromEnvironment(): ConnectionHandler {
  if (process.env.POWERTOOLS_LOG_LEVEL) process.env.AWS_LAMBDA_LOG_LEVEL = "";
  try {
    return createHandler({ config: configFromEnvironment(process.env) });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return (): Promise<never> => Promise.reject(error);
  }
}
