import { LEASE_STATUS } from "@unbounded-streams/stream-lease";
import { ApiAnswerError, ApiRefusedError, ApiUnreachableError, NotConfiguredError } from "../errors.ts";
import { API_TIMEOUT_MS, MAX_API_ANSWER_BYTES } from "../limits.ts";
import type { ApiAddress } from "./api-address.ts";
import { orAborted } from "./or-aborted.ts";
import { redact, secretsIn } from "./secrets.ts";
import type { Signer } from "./signer.ts";

/** What the API tells of a stream, as far as it is looked at. */
export interface ToldLease {
  /** `running`, `ended`, `stopped` or `failed`. */
  readonly status: string;
}

export interface StreamsApiOptions {
  readonly address: ApiAddress;
  /** Goes into `x-api-key`. */
  readonly apiKey?: string | undefined;
  /** Undefined where nothing is signed. */
  readonly sign?: Signer | undefined;
  /** For one request and its answer, in milliseconds. Default 10,000. */
  readonly timeoutMs?: number | undefined;
}

const STATUSES: readonly unknown[] = Object.values(LEASE_STATUS);

type Method = "GET" | "POST" | "DELETE";

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The API that starts and stops streams. Each call is one request, which is never made again. */
export class StreamsApi {
  private readonly options: StreamsApiOptions;

  constructor(options: StreamsApiOptions) {
    this.options = options;
  }

  /**
   * @returns undefined when there is no such stream
   * @throws {WatchError}
   */
  async read(streamId: string, signal: AbortSignal): Promise<ToldLease | undefined> {
    const { status, body } = await this.call("GET", streamId, signal);
    const { code } = failureOf(body);
    if (status === 404 && code === "STREAM_UNKNOWN") return undefined;
    return leaseOf(this.accepted({ status, body }));
  }

  /**
   * Asks for a stream to be carried.
   *
   * @param isRestart whether it may be one that is over
   * @throws {WatchError}
   */
  async start(streamId: string, isRestart: boolean, signal: AbortSignal): Promise<void> {
    const body = this.accepted(await this.call("POST", streamId, signal, isRestart ? "?restart=true" : ""));
    if (typeof body?.executionArn !== "string") throw new ApiAnswerError("its answer names no execution");
  }

  /**
   * Asks for a stream to be carried no more.
   *
   * @throws {WatchError}
   */
  async stop(streamId: string, signal: AbortSignal): Promise<ToldLease> {
    return leaseOf(this.accepted(await this.call("DELETE", streamId, signal)));
  }

  private accepted({ status, body }: Answer): Record<string, unknown> | undefined {
    if (status >= 200 && status < 300) return recordOf(body);
    const { code, message } = failureOf(body);
    throw new ApiRefusedError(status, code, message);
  }

  private async call(method: Method, streamId: string, signal: AbortSignal, query = ""): Promise<Answer> {
    const { address, timeoutMs = API_TIMEOUT_MS } = this.options;
    const url = new URL(`${address.base}/connections/${encodeURIComponent(streamId)}${query}`);
    const timeOut = AbortSignal.timeout(timeoutMs);
    const ended = AbortSignal.any([signal, timeOut]);
    try {
      const headers = await orAborted(this.headers(method, url), ended);
      const response = await fetch(url, { method, redirect: "manual", headers, signal: ended });
      if (response.status >= 300 && response.status < 400) {
        await response.body?.cancel();
        throw new ApiAnswerError("it redirects to another address, which is not followed");
      }
      const text = redact(await boundedText(response), secretsIn(headers));
      return { status: response.status, body: parsed(text) };
    } catch (error) {
      if (error instanceof ApiAnswerError || error instanceof NotConfiguredError) throw error;
      signal.throwIfAborted();
      throw new ApiUnreachableError(
        url.host,
        timeOut.aborted ? `no whole answer within ${timeoutMs / 1_000} s` : reasonOf(error),
        error,
      );
    }
  }

  private async headers(method: Method, url: URL): Promise<Headers> {
    const { apiKey, sign } = this.options;
    const headers = {
      accept: "application/json",
      // API Gateway takes a body of another type for a call of the caller's own making.
      "content-type": "application/json",
      ...(apiKey === undefined ? {} : { "x-api-key": apiKey }),
    };
    if (sign === undefined) return new Headers(headers);
    try {
      return signedHeaders({ ...headers, ...(await sign(method, url)) });
    } catch (error) {
      if (error instanceof NotConfiguredError) throw error;
      if (apiKey !== undefined) return new Headers(headers);
      throw new NotConfiguredError(
        "there are no credentials to sign requests to the API with: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or WATCH_API_KEY",
        { cause: error },
      );
    }
  }
}

/** What the platform would say of a header that cannot be has the credentials in it, so it is not passed on. */
function signedHeaders(headers: Record<string, string>): Headers {
  try {
    return new Headers(headers);
  } catch {
    throw new NotConfiguredError(
      "the AWS credentials have something in them that no header can carry, such as a line break: correct them where they are set",
    );
  }
}

function leaseOf(body: Record<string, unknown> | undefined): ToldLease {
  if (STATUSES.includes(body?.status)) return { status: body?.status as string };
  throw new ApiAnswerError("its answer does not tell the stream's status");
}

/** @throws {ApiAnswerError} when it is longer than an answer of the API can be */
async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > MAX_API_ANSWER_BYTES) {
      throw new ApiAnswerError(`its answer is longer than ${MAX_API_ANSWER_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a refusal says of itself; API Gateway's own ones that no template has shaped have a message alone. */
function failureOf(body: unknown): { readonly code: string; readonly message: string } {
  const root = recordOf(body);
  const { code, message } = recordOf(root?.error) ?? { code: "", message: root?.message };
  return {
    code: typeof code === "string" ? code : "",
    message: typeof message === "string" ? message : "",
  };
}

function recordOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** What stood in the way of a request: `fetch` says so one level down. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}
