import type { QueryParameters, RequestBody, RequestHeaders } from "../../http/request/request-options.ts";

/** What is known when the headers of a request, its query or its body are made. */
export interface HeadersContext {
  /** Which connection of the stream it is for, from 1. */
  readonly attempt: number;
  /** Whether new credentials are wanted, because the last ones were refused. */
  readonly refresh: boolean;
  /** The cursor that the request goes on after, if there is one; it is sent by itself. */
  readonly cursor: string | undefined;
}

/** What a request is made of, for each connection afresh where it is a function. */
export interface RequestParts {
  /** Request headers, or a function that makes them afresh for each connection. */
  headers?: RequestHeaders | ((context: HeadersContext) => RequestHeaders | Promise<RequestHeaders>);
  /** Parameters merged into the URL's query, or a function that makes them afresh for each connection. */
  query?: QueryParameters | ((context: HeadersContext) => QueryParameters | Promise<QueryParameters>);
  /** What to send, or a function that makes it afresh for each connection (each redirect that repeats the body). */
  body?: string | Uint8Array | ((context: HeadersContext) => RequestBody | Promise<RequestBody>);
}
