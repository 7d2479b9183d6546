import { Token } from "aws-cdk-lib";
import { isWholeUrl, type SourceProps } from "../../props/source-props.ts";
import { shown } from "../rules/problems.ts";

const PROTOCOLS = ["http:", "https:", "ws:", "wss:"];

/** What is wrong with where the source is, one sentence each. */
export function addressProblems(source: SourceProps): string[] {
  const { baseUrl, path, url } = source;
  if (url !== undefined) return urlProblems(source, url);
  if (typeof baseUrl !== "string") return ["source.baseUrl is missing: give one such as https://example.com"];
  const problems: string[] = [];
  if (isWholeUrl(source) && path !== undefined) {
    problems.push("source.path is given, but source.baseUrl has {streamId} in it: put the path there, too");
  }
  if (path?.split("/").some((segment) => segment === "." || segment === "..")) {
    problems.push(`source.path is ${shown(path)}: the segments . and .. are not allowed`);
  }
  return Token.isUnresolved(baseUrl) ? problems : [...baseUrlProblems(source, baseUrl), ...problems];
}

function urlProblems({ baseUrl, path }: SourceProps, url: string): string[] {
  const others = Object.entries({ baseUrl, path }).filter(([, value]) => value !== undefined);
  const problems = others.map(
    ([name]) => `source.url and source.${name} are both given: a whole URL has it in it`,
  );
  return Token.isUnresolved(url) ? problems : [...addressProblemsOf("source.url", url), ...problems];
}

function baseUrlProblems(source: SourceProps, baseUrl: string): string[] {
  const problems = addressProblemsOf("source.baseUrl", baseUrl);
  const address = baseUrl.replaceAll("{streamId}", "id");
  if (problems.length > 0) return problems;
  if (!isWholeUrl(source) && /[?#]/.test(address)) {
    return [
      "source.baseUrl has a query or a fragment: put {streamId} into it, where the stream's id belongs",
    ];
  }
  return [];
}

function addressProblemsOf(name: string, value: string): string[] {
  const address = value.replaceAll("{streamId}", "id");
  if (!URL.canParse(address)) return [`${name} is not a URL: give one such as https://example.com`];
  const { protocol, username, password } = new URL(address);
  if (!PROTOCOLS.includes(protocol))
    return [`${name} has the protocol ${protocol} give http:, https:, ws: or wss:`];
  if (username === "" && password === "") return [];
  return [`${name} holds a user name or password: give source.key instead`];
}
