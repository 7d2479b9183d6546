import MiniSearch from "minisearch";
import { describe, expect, it } from "vitest";
import { tokenize, tokenizeQuery } from "../../src/build/search.ts";

const SECTIONS = [
  { id: "lease", text: "LEASE_REQUEST_FAILED: DynamoDB refused a request about a lease." },
  { id: "event", text: "EVENT_WRITE_FAILED: DynamoDB refused a request, the write has failed." },
  { id: "open", text: "openStream(options) opens a stream." },
  { id: "stream", text: "A stream that is open. It was opened." },
];

function found(words: string): string[] {
  const index = new MiniSearch({ fields: ["text"], tokenize });
  index.addAll(SECTIONS);
  const options = { tokenize: tokenizeQuery, fuzzy: 0.2, prefix: true };
  return index.search(words, options).map(({ id }) => id);
}

describe("the search", () => {
  it.each([
    ["LEASE_REQUEST_FAILED", ["lease"]],
    ["lease_request_failed", ["lease"]],
    ["LEASE_REQ", ["lease"]],
    ["openStream", ["open"]],
    ["openstream", ["open"]],
  ])("finds %s as a whole", (words, ids) => {
    expect(found(words)).toEqual(ids);
  });

  it("finds a name by a word that it is made of", () => {
    expect(found("failed")).toEqual(expect.arrayContaining(["lease", "event"]));
    expect(found("stream")).toEqual(expect.arrayContaining(["open", "stream"]));
  });

  it.each([tokenize, tokenizeQuery])("goes into a page as its own text: %s", (by) => {
    const revived = new Function(`return ${by.toString()}`)();
    expect(revived("a LEASE_LOST, openStream")).toEqual(by("a LEASE_LOST, openStream"));
  });
});
