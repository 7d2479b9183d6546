import { describe, expect, it } from "vitest";
import { maskPath, maskTokens } from "../../../src/http/fields/mask.ts";

describe("a path that is shown", () => {
  it.each([
    "/",
    "/v2/stream/mediawiki.recentchange,mediawiki.page-create",
    "/api/v1/organizations/topics/order-events-2024-eu-west-1-prod",
    "/someLongCamelCaseResourceName/and_a_rather_long_snake_case_name",
    "/streams/1234567890123456789/events",
    "/2026-01-01T00:00:00/stream",
    "/token",
  ])("stays as it is: %s", (path) => {
    expect(maskPath(path)).toBe(path);
  });

  it.each([
    ["/bot123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11/getUpdates", "/bot123456:***/getUpdates"],
    ["/hooks/550e8400-e29b-41d4-a716-446655440000", "/hooks/***"],
    ["/d41d8cd98f00b204e9800998ecf8427e/stream", "/***/stream"],
    ["/AbCdEfGhIjKlMnOpQrStUv/stream", "/***/stream"],
    ["/k/eyJhbGciOiJIUzI1NiJ9x.eyJzdWIiOiIxMjM0NTY3ODkwIn0.x", "/k/***.***.x"],
    ["/token/short/stream", "/token/***/stream"],
    ["/api_key/s3cret", "/api_key/***"],
    ["/stream;jsessionid=12/x", "/stream;***=***/x"],
    ["/auth=s3cret/x", "/auth=***/x"],
    ["/12345678901234567890123456789012/x", "/***/x"],
  ])("%s is %s", (path, masked) => {
    expect(maskPath(path)).toBe(masked);
  });
});

it("tokens in a text are masked, words are not", () => {
  const text = "invalid key sk-live-4eC39HqLyjWDarjtT1zdp7dc for organization-with-a-long-name";
  expect(maskTokens(text)).toBe("invalid key *** for organization-with-a-long-name");
});
