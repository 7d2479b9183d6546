import { Token } from "aws-cdk-lib";
import { isWholeUrl, type SourceProps } from "../props/source-props.ts";
import { shown } from "./problems.ts";

/** What is wrong with where the source is, one sentence each. */
export function addressProblems(source: SourceProps): string[] {
  const { baseUrl, path } = source;
  if (typeof baseUrl !== "string") return ["source.baseUrl is missing: give one such as https://example.com"];
  const problems: string[] = [];
  if (isWholeUrl(source) && path !== undefined) {
    problems.push("source.path is given, but source.baseUrl has {streamId} in it: put the path there, too");
  }
  if (path?.split("/").some((segment) => segment === "." || segment === "..")) {
    problems.push(`source.path is ${shown(path)}: the segments . and .. are not allowed`);
  }
  return Token.isUnresolved(baseUrl) ? problems : [...baseUrlProblems(source), ...problems];
}

function baseUrlProblems(source: SourceProps): string[] {
  const address = source.baseUrl.replaceAll("{streamId}", "id");
  if (!URL.canParse(address)) return ["source.baseUrl is not a URL: give one such as https://example.com"];
  const { protocol, username, password } = new URL(address);
  if (protocol !== "http:" && protocol !== "https:") {
    return [`source.baseUrl has the protocol ${protocol} give http: or https:`];
  }
  if (username !== "" || password !== "") {
    return ["source.baseUrl holds a user name or password: give source.key instead"];
  }
  if (!isWholeUrl(source) && /[?#]/.test(address)) {
    return [
      "source.baseUrl has a query or a fragment: put {streamId} into it, where the stream's id belongs",
    ];
  }
  return [];
}
