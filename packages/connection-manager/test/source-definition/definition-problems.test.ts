import { expect, test } from "vitest";
import { definitionProblems } from "../../src/source-definition/definition-problems.ts";

test("a definition of known fields is one", () => {
  const source = {
    baseUrl: "http://a",
    format: "sse",
    tls: { caFile: "/ca.pem" },
    resume: ["query:since", { in: "body" }],
  };
  expect(definitionProblems(source)).toEqual([]);
});

test("what is unknown, missing or of another kind is named, all of it at once", () => {
  expect(definitionProblems({ uri: "http://a", format: 1, tls: { password: "p" } })).toEqual([
    "source.baseUrl is missing: it must be given, or source.url",
    expect.stringMatching(/^source\.uri is unknown: source has baseUrl, path, /),
    "source.format is 1: it must be a text that is not empty",
    "source.tls must be an object with text in any of ca, caFile, certFile, keyFile, servername",
  ]);
  expect(definitionProblems([], "sources.a")).toEqual(["sources.a must be an object"]);
});

test("a value that may be secret is not shown", () => {
  const problems = definitionProblems({
    baseUrl: "http://a",
    headers: "s3cret",
    query: ["s3cret"],
    handshake: "s3cret",
  });
  expect(problems).toHaveLength(3);
  expect(problems.join()).not.toContain("s3cret");
});
