import { configFromEnvironment } from "./config/handler-config.ts";
import { ConfigurationError } from "./errors.ts";
import { type ConnectionHandler, createHandler } from "./handler/create-handler.ts";

/**
 * The ready Lambda handler, configured by its environment when the module is loaded. With a configuration that cannot be
 * used, each invocation fails with the ConfigurationError that says why, so that the state machine sees its name.
 */
export const handler: ConnectionHandler = handlerFromEnvironment();

function handlerFromEnvironment(): ConnectionHandler {
  try {
    return createHandler({ config: configFromEnvironment(process.env) });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return () => Promise.reject(error);
  }
}
