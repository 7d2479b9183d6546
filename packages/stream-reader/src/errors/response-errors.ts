import { StreamError } from "./stream-error.ts";

/** What to do about statuses that the caller can mend. */
const REMEDIES: Readonly<Record<number, string>> = {
  407: ": a proxy on the way asks who you are; put its user name and password into the proxy's URL, as in http://user:password@proxy.example:3128",
};

/** The source answered with a status that is neither a stream nor an end signal, or closed a WebSocket with a code that is like one. */
export class StreamRefusedError extends StreamError {
  override readonly name = "StreamRefusedError";
  readonly code = "STREAM_REFUSED";
  /** 200 to 599, or the code of a WebSocket's close, 1000 to 4999. */
  readonly status: number;
  /** The first bytes of the body as text, 1 KiB at most, or the reason of the close. Not in the message: a source may repeat a key in it. */
  readonly bodyExcerpt: string;
  /** What `Retry-After` asks for (RFC 9110, 10.2.3), in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    target: string,
    response: { status: number; bodyExcerpt: string; retryAfterMs?: number | undefined },
  ) {
    const { status, bodyExcerpt, retryAfterMs } = response;
    const wait = retryAfterMs === undefined ? "" : `, and asks to wait ${retryAfterMs} ms`;
    const what = status < 1000 ? `refused the stream with status` : "closed the WebSocket with code";
    super(`${target} ${what} ${status}${wait}${REMEDIES[status] ?? ""}`);
    this.status = status;
    this.bodyExcerpt = bodyExcerpt;
    this.retryAfterMs = retryAfterMs;
  }
}

/** A redirect that is not followed: to another protocol, from https to http, or with a body that is gone. */
export class StreamRedirectError extends StreamError {
  override readonly name = "StreamRedirectError";
  readonly code = "REDIRECT_REFUSED";
  readonly status: number;

  constructor(target: string, status: number, why: string) {
    super(`${target} redirected with status ${status} ${why}`);
    this.status = status;
  }
}

/** More redirects than `maxRedirects`, or a redirect back to where the request has been. */
export class StreamTooManyRedirectsError extends StreamError {
  override readonly name = "StreamTooManyRedirectsError";
  readonly code = "TOO_MANY_REDIRECTS";

  constructor(target: string, why: string) {
    super(`the redirects of ${target} lead nowhere: ${why}`);
  }
}

/** The response is of another media type than the format reads, or begins as a page of HTML in place of JSON. */
export class StreamContentTypeError extends StreamError {
  override readonly name = "StreamContentTypeError";
  readonly code = "CONTENT_TYPE_UNEXPECTED";
  /** The response's `Content-Type`; undefined when it has none. */
  readonly contentType: string | undefined;
  /** The first bytes of the body as text, 1 KiB at most. The message shows the start of it, in one line, secrets masked. */
  readonly bodyExcerpt: string;

  constructor(
    target: string,
    response: {
      contentType: string | undefined;
      bodyExcerpt: string;
      /** The part of the excerpt that can be shown. */
      shown: string;
    },
    expected: string,
  ) {
    const { contentType, bodyExcerpt, shown } = response;
    const type =
      contentType === undefined ? "no content type" : `the content type ${JSON.stringify(contentType)}`;
    const start = shown === "" ? "" : ` (it begins: ${shown})`;
    super(`${target} sent ${type}${start}, not ${expected}: set contentTypes to accept others`);
    this.contentType = contentType;
    this.bodyExcerpt = bodyExcerpt;
  }
}

/** The body is coded in a way that is not decoded here. */
export class StreamEncodingError extends StreamError {
  override readonly name = "StreamEncodingError";
  readonly code = "CONTENT_ENCODING_UNSUPPORTED";

  constructor(target: string, why: string) {
    super(`${target} sent ${why}; set acceptEncoding to what can be decoded`);
  }
}
