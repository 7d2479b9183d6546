/** A command of the SDK, as far as its middleware is concerned. */
export interface WithMiddleware {
  readonly middlewareStack: {
    add(middleware: <T>(next: T) => T, options: typeof RETRIES): void;
    add(middleware: <T>(next: T) => T, options: typeof LOGGING): void;
  };
}

/** The SDK's retries cannot be counted, know nothing of an unknown outcome and would multiply with the caller's. */
const RETRIES = {
  name: "retryMiddleware",
  step: "finalizeRequest",
  priority: "high",
  override: true,
} as const;

/** It copies all input for the log, field by field, which is a fifth of a batch's CPU, even if nobody listens. */
const LOGGING = { name: "loggerMiddleware", step: "initialize", override: true } as const;

const passOn = <T>(next: T): T => next;

/**
 * Makes a command one request: without the client's retries, and without its logging if the client was given no logger. There
 * is no option for one command, but a command's own middleware stands in for the client's of the same name. The client itself,
 * and what else it is used for, stays as it is.
 *
 * @returns the command
 */
export function asOneRequest<Command extends WithMiddleware>(
  command: Command,
  client: { readonly config?: { readonly logger?: unknown } },
): Command {
  const { middlewareStack } = command;
  middlewareStack.add(passOn, RETRIES);
  // The logger of a client that was given none.
  if (client.config?.logger?.constructor?.name === "NoOpLogger") middlewareStack.add(passOn, LOGGING);
  return command;
}
