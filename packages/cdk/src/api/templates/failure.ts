/** One error that the API answers. Code and message are plain text without quotes. */
export interface Failure {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** What a stream that nobody has started is answered with. */
export const STREAM_UNKNOWN: Failure = {
  status: 404,
  code: "STREAM_UNKNOWN",
  message: "there is no such stream: start it with POST /connections/{streamId}",
};

/** What a service could not do. */
export const UPSTREAM_FAILED: Failure = {
  status: 503,
  code: "UPSTREAM_FAILED",
  message: "a service behind the API has failed: try again in a moment",
};

/** An error as every answer of the API has it, with its status. */
export function failureAnswer(failure: Failure): string {
  return `${setStatus(failure.status)}\n${errorView(failure)}`;
}

/** Any service fails (5xx). The status is that of the method's response. */
export function upstreamFailure(): string {
  return `${errorView(UPSTREAM_FAILED)}\n`;
}

/** Sets the status of the answer from within a response template. */
export function setStatus(status: number): string {
  return `#set($context.responseOverride.status = ${status})`;
}

function errorView({ code, message }: Failure): string {
  return JSON.stringify({ error: { code, message } });
}
