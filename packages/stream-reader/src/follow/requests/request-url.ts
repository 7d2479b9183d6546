import type { OpenStreamOptions } from "../../connection/open-stream-options.ts";
import { StreamOptionError } from "../../errors/caller-errors.ts";
import { templateValues } from "../resume/apply-resume.ts";
import { filled, namesIn, shown } from "../resume/template.ts";

const DOT_SEGMENT = /^(?:\.|%2e){1,2}$/i;

/** What stands for a cursor to find out what a URL is without it. */
const ANY = "2";

/** A URL that placeholders may stand in; empty for one that is no text, or is not there. */
export function templateOf(url: string | URL | undefined): string {
  return typeof url === "string" ? url : "";
}

/**
 * The URL of a request that carries a cursor, which is put in place of the URL's placeholders. Whatever the cursor is, it changes
 * neither the origin nor the segments of the path that it is not in.
 *
 * @param base what a relative URL is relative to
 * @throws StreamOptionError when it would, or has not the parts that are named
 */
export function urlAfter(url: string | URL, base: string | URL, cursor: string): string | URL {
  const text = String(url);
  const names = namesIn(text);
  if (typeof url !== "string" || names.length === 0) return resolved(text, base);
  const valueFor = templateValues(names, cursor);
  const encoded = filled(text, (name) => encodeURIComponent(valueFor(name) ?? ""), "whenResuming.url");
  const made = resolved(encoded, base);
  const other = resolved(
    filled(text, () => ANY, "whenResuming.url"),
    base,
  );
  if (!isOfOrigin(made, other) || hasOwnDots(encoded, text)) {
    throw new StreamOptionError(
      "whenResuming.url would be another place with the cursor in it: a cursor may be in the query, or in the path but for . and ..",
    );
  }
  return made;
}

/**
 * Tries a cursor in a URL, unless parts that it names are missing yet.
 *
 * @throws StreamOptionError when nothing can be asked there, or as {@link urlAfter}
 */
export function assertUrlAfter(url: string, base: string | URL, cursor: string): void {
  const names = namesIn(url);
  const valueFor = templateValues(names, cursor);
  if (!names.every((name) => valueFor(name) !== undefined)) return;
  if (URL.canParse(String(urlAfter(url, base, cursor)))) return;
  throw new StreamOptionError(`whenResuming.url is no URL with the cursor ${shown(cursor)} in it`);
}

/** A URL that may be relative to another; as it is when it is none, which is refused later. */
export function resolved(url: string | URL, base: string | URL): string | URL {
  return URL.canParse(String(url), String(base)) ? new URL(url, base) : url;
}

/** Whether a URL is of the origin of another, which may be a WebSocket's; true for what is no URL, which is refused later. */
export function isOfOrigin(url: string | URL, other: string | URL): boolean {
  if (!URL.canParse(String(url)) || !URL.canParse(String(other))) return true;
  return new URL(httpOf(url)).origin === new URL(httpOf(other)).origin;
}

/** The URL at which the source of a WebSocket is asked over HTTP; any other as it is. */
export function httpOf(url: string | URL): string {
  return String(url).replace(/^ws(?=s?:)/i, "http");
}

/**
 * What carries a request to another origin than the stream's: the client's certificate does not go there.
 *
 * @throws StreamOptionError when only the stream's can be reached
 */
export function transportTo(
  isOwn: boolean,
  { tls, socketPath, dispatcher }: Pick<OpenStreamOptions, "tls" | "socketPath" | "dispatcher">,
): Pick<OpenStreamOptions, "tls"> {
  if (isOwn) return tls === undefined ? {} : { tls };
  if (socketPath !== undefined && dispatcher === undefined) {
    throw new StreamOptionError(
      "whenResuming or handshake has a url of another origin than the stream's, where socketPath does not lead",
    );
  }
  const { ca, rejectUnauthorized } = tls ?? {};
  return {
    tls: {
      ...(ca === undefined ? {} : { ca }),
      ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
    },
  };
}

/** Whether a cursor makes `.` or `..` of a segment of the path. */
function hasOwnDots(encoded: string, template: string): boolean {
  const segments = pathOf(template);
  return pathOf(encoded).some(
    (segment, index) => DOT_SEGMENT.test(segment) && !DOT_SEGMENT.test(segments[index] ?? ""),
  );
}

function pathOf(url: string): string[] {
  return (url.split(/[?#]/, 1)[0] ?? "").split("/");
}
