/** Stable names of what can go wrong; those that a request can cause stand in the JSON body of its answer. */
export type StreamSourceErrorCode =
  | "BODY_TOO_LARGE"
  | "FAULT_INVALID"
  | "LISTEN_FAILED"
  | "METHOD_NOT_ALLOWED"
  | "NOT_FOUND"
  | "OPTION_INVALID"
  | "REQUEST_INVALID"
  | "RESUME_GONE"
  | "STREAM_UNKNOWN"
  | "SUBSCRIPTION_TIMEOUT"
  | "TOO_MANY_STREAMS"
  | "UNAUTHORIZED";

/** Base of every error of this package. */
export abstract class StreamSourceError extends Error {
  abstract readonly code: StreamSourceErrorCode;
  /** Status of the answer when a request caused it. */
  readonly status: number = 400;
  /** Headers that go with that status. */
  readonly headers: Readonly<Record<string, string>> = {};

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** An option of `startStreamSource` or of the command line that cannot be used. */
export class InvalidOptionError extends StreamSourceError {
  readonly code = "OPTION_INVALID";
  /** Name as in `StreamSourceOptions`. */
  readonly option: string;
  /** What would do. */
  readonly allowed: string;

  constructor(option: string, value: unknown, allowed: string) {
    super(`${option} must be ${allowed}, not ${JSON.stringify(value) ?? String(value)}`);
    this.option = option;
    this.allowed = allowed;
  }
}

/** A fault, or a text of faults, that cannot be used. */
export class InvalidFaultError extends StreamSourceError {
  readonly code = "FAULT_INVALID";
}

/** The address cannot be listened on. */
export class ListenError extends StreamSourceError {
  readonly code = "LISTEN_FAILED";

  constructor(host: string, port: number, cause: unknown) {
    super(
      `cannot listen on ${host}:${port}: ${cause instanceof Error ? cause.message : String(cause)}; port 0 takes a free one`,
      { cause },
    );
  }
}

/** A request whose path, query or body is not understood. */
export class InvalidRequestError extends StreamSourceError {
  readonly code = "REQUEST_INVALID";
}

/** The bearer key is absent or wrong. */
export class UnauthorizedError extends StreamSourceError {
  readonly code = "UNAUTHORIZED";
  override readonly status = 401;
  override readonly headers = { "www-authenticate": "Bearer" };

  constructor() {
    super("this source wants its key: send Authorization: Bearer <key>");
  }
}

/** No such path. */
export class NotFoundError extends StreamSourceError {
  readonly code = "NOT_FOUND";
  override readonly status = 404;

  constructor() {
    super(
      "no such path: there are /streams, /streams/{id}, /streams/{id}/truth, /streams/{id}/faults, /faults, /healthz",
    );
  }
}

/** A stream that nobody has asked for, or that was forgotten. */
export class UnknownStreamError extends StreamSourceError {
  readonly code = "STREAM_UNKNOWN";
  override readonly status = 404;

  constructor(streamId: string) {
    super(`no stream ${streamId}: it begins with the first GET /streams/${streamId}`);
  }
}

/** The path exists, the method does not. */
export class MethodNotAllowedError extends StreamSourceError {
  readonly code = "METHOD_NOT_ALLOWED";
  override readonly status = 405;
  override readonly headers: Readonly<Record<string, string>>;

  constructor(method: string, allowed: readonly string[]) {
    super(`${method} is not allowed here: ${allowed.join(", ")}`);
    this.headers = { allow: allowed.join(", ") };
  }
}

/** The place that a resumed connection names is not, or no longer, in this stream. */
export class ResumeGoneError extends StreamSourceError {
  readonly code = "RESUME_GONE";
  override readonly status = 410;
}

/** A WebSocket that was to say what it subscribes to said nothing. */
export class SubscriptionTimeoutError extends StreamSourceError {
  readonly code = "SUBSCRIPTION_TIMEOUT";
  override readonly status = 408;

  constructor() {
    super('no subscription came: send a message, such as {"since":12}');
  }
}

/** The body of a control request is over `maxControlBodyBytes`. */
export class BodyTooLargeError extends StreamSourceError {
  readonly code = "BODY_TOO_LARGE";
  override readonly status = 413;
  override readonly headers = { connection: "close" };

  constructor(maxBytes: number) {
    super(`the body has more than ${maxBytes} bytes`);
  }
}

/** `maxStreams` are known already. */
export class TooManyStreamsError extends StreamSourceError {
  readonly code = "TOO_MANY_STREAMS";
  override readonly status = 503;

  constructor(maxStreams: number) {
    super(`${maxStreams} streams are known already: forget one with DELETE /streams/{id}`);
  }
}
