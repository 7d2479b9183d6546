import type { ContentCoding } from "../content-codings/content-coding.ts";
import type { CookieJar } from "../cookies/cookie-jar.ts";

/** Request headers by name; an array sends several of one name, in its order. */
export type RequestHeaders = Record<string, string | readonly string[]>;

/** What a request can send: text, bytes, or parts that are made while they are sent. */
export type RequestBody = string | Uint8Array | AsyncIterable<string | Uint8Array>;

/** Parameters for a URL's query; an array gives a parameter several times, undefined leaves it out. */
export type QueryParameters = Readonly<
  Record<string, string | number | boolean | readonly (string | number | boolean)[] | undefined>
>;

/** How a request goes out. */
export interface RequestOptions {
  /** Where the stream is: `http:` or `https:`. */
  url: string | URL;
  /**
   * Parameters merged into the URL's query, or a function that makes them afresh for this request (a new key, say); one of the
   * same name in the URL gives way.
   */
  query?: QueryParameters | (() => QueryParameters | Promise<QueryParameters>);
  /** `GET` by default, `POST` when there is a body. */
  method?: string;
  /** What to send, or a function that makes it afresh for each request (each redirect that repeats the body). */
  body?: string | Uint8Array | (() => RequestBody | Promise<RequestBody>);
  /** Request headers, or a function that makes them afresh for this request (a new token, say). */
  headers?: RequestHeaders | (() => RequestHeaders | Promise<RequestHeaders>);
  /**
   * Whether cookies that the source sets are sent back (RFC 6265): over redirects, and with `followStream` over all connections.
   * A jar keeps them for several streams. False by default.
   */
  cookies?: boolean | CookieJar;
  /** Codings to ask for; none by default, which is `Accept-Encoding: identity`. What comes is decoded, asked for or not. */
  acceptEncoding?: readonly ContentCoding[];
}

/** Where redirects may lead. */
export interface RedirectOptions {
  /** Redirects that are followed; 10 by default, 0 refuses each as a status that is no stream. */
  maxRedirects?: number;
  /** Whether a redirect may lead from `https:` to `http:`; false by default. */
  allowInsecureRedirects?: boolean;
  /**
   * Headers of yours that a redirect may take to another origin. By default none does but those that describe a body that is
   * sent again (`Content-Type` and its like): any may be a key.
   */
  crossOriginHeaders?: readonly string[];
  /** What redirects are allowed beyond their number. */
  redirects?: {
    /**
     * Whether a redirect may lead to loopback, link-local and private addresses, or the names of the hosts of which it may.
     * True by default. Names are looked up while connecting, so that none can change its address after the check; through a
     * proxy, or a dispatcher of yours, only addresses in the URL can be told. The host of `url` itself is always allowed.
     */
    readonly allowPrivate?: boolean | readonly string[];
  };
}
