import { describe, expect, it } from "vitest";
import { proxyFor, proxySettings } from "../../../src/http/transport/proxy.ts";

const proxied = { http_proxy: "http://p:1", https_proxy: "http://p:2" };

function proxyOf(url: string, environment: Record<string, string>): string | undefined {
  return proxyFor(new URL(url), proxySettings("environment", environment));
}

describe("the proxy that an environment names", () => {
  it.each([
    ["http://a.example/", { http_proxy: "http://p:1" }, "http://p:1/"],
    ["https://a.example/", { http_proxy: "http://p:1" }, undefined],
    ["http://a.example/", { https_proxy: "http://p:1" }, undefined],
    ["http://a.example/", { HTTP_PROXY: "http://p:1" }, undefined],
    ["https://a.example/", { HTTP_PROXY: "http://p:1" }, undefined],
    ["https://a.example/", { HTTPS_PROXY: "http://p:1" }, "http://p:1/"],
    ["https://a.example/", { HTTPS_PROXY: "http://u:1", https_proxy: "http://l:1" }, "http://l:1/"],
    ["https://a.example/", { HTTPS_PROXY: "http://u:1", https_proxy: "" }, "http://u:1/"],
    ["http://a.example/", { ALL_PROXY: "http://all:1" }, "http://all:1/"],
    ["https://a.example/", { all_proxy: "http://all:1" }, "http://all:1/"],
    ["https://a.example/", { all_proxy: "http://all:1", http_proxy: "http://p:1" }, "http://all:1/"],
    ["http://a.example/", { all_proxy: "http://all:1", http_proxy: "http://p:1" }, "http://p:1/"],
    ["http://a.example/", { all_proxy: "socks5://s:1080" }, "socks5://s:1080"],
    ["http://a.example/", { http_proxy: "p.example:3128" }, "http://p.example:3128/"],
    ["http://a.example/", {}, undefined],
  ])("for %s by %j is %s", (url, environment, expected) => {
    expect(proxyOf(url, environment as Record<string, string>)).toBe(expected);
  });
});

describe("a host that NO_PROXY names", () => {
  it.each([
    ["http://a.example/", "a.example", true],
    ["http://A.Example./", "a.example", true],
    ["http://www.a.example/", "a.example", true],
    ["http://www.a.example/", ".a.example", true],
    ["http://a.example/", ".a.example", true],
    ["http://nota.example/", "a.example", false],
    ["http://a.example/", "www.a.example", false],
    ["http://a.example/", "*.a.example", false],
    ["http://x.a.example/", "*.a.example", true],
    ["http://a.example/", "b.example, a.example", true],
    ["http://a.example/", "b.example a.example", true],
    ["http://a.example/", "*", true],
    ["http://a.example/", "a.example:80", true],
    ["https://a.example/", "a.example:443", true],
    ["http://a.example:8080/", "a.example:80", false],
    ["http://a.example:8080/", "a.example:8080", true],
    ["http://a.example/", "*:8080", false],
    ["http://10.1.2.3/", "10.0.0.0/8", true],
    ["http://11.1.2.3/", "10.0.0.0/8", false],
    ["http://10.1.2.3/", "10.1.2.3", true],
    ["http://10.1.2.3/", "1.2.3", false],
    ["http://192.168.1.9/", "192.168.1.0/24", true],
    ["http://192.168.1.9/", "192.168.1.0/33", false],
    ["http://192.168.1.9/", "192.168.1.0/x", false],
    ["http://[2001:db8::1]/", "2001:db8::/32", true],
    ["http://[2001:db9::1]/", "2001:db8::/32", false],
    ["http://[2001:db8::1]/", "[2001:db8::1]:80", true],
    ["http://[2001:db8::1]/", "2001:db8::1", true],
    ["http://a.example/", "10.0.0.0/8", false],
    ["http://127.8.8.8/", "", true],
    ["http://localhost/", "", true],
    ["http://[::1]/", "", true],
    ["http://a.example/", ".", false],
  ])("%s by %j: %s", (url, noProxy, excluded) => {
    expect(proxyOf(url, { ...proxied, no_proxy: noProxy })).toEqual(
      excluded ? undefined : expect.any(String),
    );
  });

  it("is named by the lower-case variable before the upper-case one", () => {
    const environment = { ...proxied, no_proxy: "b.example", NO_PROXY: "a.example" };
    expect(proxyOf("http://a.example/", environment)).toBe("http://p:1/");
    expect(proxyOf("http://a.example/", { ...proxied, NO_PROXY: "a.example" })).toBeUndefined();
  });
});
