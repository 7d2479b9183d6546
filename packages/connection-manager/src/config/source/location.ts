import { locationProblems, type StreamLocation } from "../../source/stream-url.ts";
import { type Environment, optional, required } from "../variables/environment.ts";
import { refuseBoth } from "../variables/problems.ts";

/** Where a source's streams are. */
export function locationOf(environment: Environment, problems: string[]): StreamLocation {
  const url = optional(environment, "STREAM_URL");
  if (url === undefined) {
    const uri = required(
      environment,
      "STREAM_URI",
      "the source's address, such as https://example.com",
      problems,
    );
    const location = { uri, path: optional(environment, "STREAM_PATH") ?? "" };
    if (uri !== "") problems.push(...locationProblems(location));
    return location;
  }
  for (const name of ["STREAM_URI", "STREAM_PATH"]) {
    if (optional(environment, name) !== undefined) refuseBoth(name, "STREAM_URL", problems);
  }
  problems.push(...locationProblems({ url }));
  return { url };
}
