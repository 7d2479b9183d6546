import { InvalidRequestError, MethodNotAllowedError, NotFoundError } from "./errors.ts";

/** What a path names. */
export type Resource = "health" | "streams" | "stream" | "truth" | "stream-faults" | "default-faults";

export interface Route {
  readonly resource: Resource;
  readonly method: string;
  /** Empty for a resource that is of no stream. */
  readonly streamId: string;
  readonly query: URLSearchParams;
}

const METHODS: Readonly<Record<Resource, readonly string[]>> = {
  health: ["GET"],
  streams: ["GET"],
  stream: ["GET", "DELETE"],
  truth: ["GET"],
  "stream-faults": ["GET", "PUT", "DELETE"],
  "default-faults": ["GET", "PUT", "DELETE"],
};

const STREAM_ID = /^[A-Za-z0-9][A-Za-z0-9._~:@-]{0,127}$/;

/** @throws InvalidRequestError */
export function checkStreamId(streamId: string): string {
  if (STREAM_ID.test(streamId)) return streamId;
  throw new InvalidRequestError(
    "a stream id is 1 to 128 of A-Z a-z 0-9 . _ ~ : @ - and begins with a letter or a digit",
  );
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new InvalidRequestError("the path is not percent-encoded UTF-8 (RFC 3986, 2.1)");
  }
}

function resourceOf(segments: readonly string[]): Resource | undefined {
  const [first, streamId, sub] = segments;
  if (segments.length === 1 && first === "healthz") return "health";
  if (segments.length === 1 && first === "faults") return "default-faults";
  if (first !== "streams" || segments.length > 3) return undefined;
  if (streamId === undefined) return "streams";
  if (sub === undefined) return "stream";
  return sub === "truth" ? "truth" : sub === "faults" ? "stream-faults" : undefined;
}

/**
 * Says what a request is for.
 *
 * @param target the request target in origin form: path and query
 * @throws NotFoundError, MethodNotAllowedError, InvalidRequestError (stream id)
 */
export function parseRoute(method: string, target: string): Route {
  const [path = "", query = ""] = target.split(/\?(.*)/s);
  const segments = path.slice(1).split("/").map(decodeSegment);
  const resource = path.startsWith("/") ? resourceOf(segments) : undefined;
  if (resource === undefined) throw new NotFoundError();
  const allowed = METHODS[resource];
  if (!allowed.includes(method)) throw new MethodNotAllowedError(method, allowed);
  const ofStream = segments.length > 1;
  return {
    resource,
    method,
    streamId: ofStream ? checkStreamId(segments[1] ?? "") : "",
    query: new URLSearchParams(query),
  };
}
