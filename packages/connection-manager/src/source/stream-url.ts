import { PLACEHOLDER, urlWithId } from "./stream-template.ts";

/** Where a source's streams are. */
export type StreamLocation =
  /** `{uri}/{path}/{streamId}` */
  | { readonly uri: string; readonly path: string }
  /** A whole URL; `{streamId}` in it, if there, stands for the id. */
  | { readonly url: string };

const PROTOCOLS = ["http:", "https:", "ws:", "wss:"];

/** What is wrong with a location, one sentence each; empty when nothing is. */
export function locationProblems(location: StreamLocation): string[] {
  if ("url" in location) return urlProblems("STREAM_URL", location.url.replaceAll(PLACEHOLDER, "id"));
  const problems = urlProblems("STREAM_URI", location.uri);
  if (segmentsOf(location.path).some((segment) => segment === "." || segment === "..")) {
    problems.push(`STREAM_PATH is ${JSON.stringify(location.path)}: the segments . and .. are not allowed`);
  }
  if (problems.length === 0 && /[?#]/.test(location.uri)) {
    problems.push(
      "STREAM_URI has a query or a fragment: give STREAM_URL instead, with {streamId} in its place",
    );
  }
  return problems;
}

/** The URL of a stream. The id is percent-encoded, so it stays one segment of the path. */
export function streamUrl(location: StreamLocation, streamId: string): string {
  if ("url" in location) return urlWithId(location.url, streamId);
  const id = encodeURIComponent(streamId);
  const path = segmentsOf(location.path).map(encodeURIComponent);
  return [location.uri.replace(/\/+$/, ""), ...path, id].join("/");
}

function segmentsOf(path: string): string[] {
  return path.split("/").filter((segment) => segment !== "");
}

function urlProblems(name: string, value: string): string[] {
  if (!URL.canParse(value)) return [`${name} is not a URL: give one such as https://example.com`];
  const { protocol, username, password } = new URL(value);
  if (!PROTOCOLS.includes(protocol))
    return [`${name} has the protocol ${protocol} give http:, https:, ws: or wss:`];
  if (username !== "" || password !== "")
    return [`${name} holds a user name or password: give a key or a header instead`];
  return [];
}
