import { expect, test } from "vitest";
import { countedAttempts, describeCause, destinationIssues, isTableArn, remedyFor } from "../../src/index.ts";

test("a cause is told by its first line: the others quote headers", () => {
  const cause = Object.assign(new Error("bad signature\nx-amz-security-token:secret"), { name: "Refused" });
  expect(describeCause(cause)).toBe("Refused: bad signature");
  expect(describeCause("text")).toBe("text");
});

test("attempts are counted in words", () => {
  expect([1, 2].map(countedAttempts)).toEqual(["1 attempt", "2 attempts"]);
});

test.each([
  ["ResourceNotFoundException", ". make it"],
  ["ResourceNotFound", ". make it"],
  ["AccessDeniedException", ". allow it"],
  ["AccessDenied", ". allow it"],
  ["ValidationException", ". mend it"],
  ["ValidationError", ". mend it"],
  ["InternalServerError", ""],
  ["toString", ""],
  [undefined, ""],
])("the remedy for %s is %j", (name, remedy) => {
  expect(remedyFor(name, { missingTable: "make it", denied: "allow it", invalid: "mend it" })).toBe(remedy);
});

test("a destination is a client and a table's name or ARN", () => {
  const client = { send: () => undefined };
  const arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/events";
  expect(destinationIssues(client, "events")).toEqual([]);
  expect(destinationIssues(client, arn)).toEqual([]);
  expect([isTableArn(arn), isTableArn("events")]).toEqual([true, false]);
  expect(destinationIssues({}, "a b")).toEqual([
    "client must be a DynamoDBClient",
    'tableName is "a b": give 3 to 255 of a-z A-Z 0-9 _ . - or a table\'s ARN',
  ]);
  expect(destinationIssues(undefined, 7)).toHaveLength(2);
});
