import { describe, expect, it } from "vitest";
import { hostOf, isPrivate } from "../../../src/http/transport/address.ts";

describe("an address that is not for everybody to reach", () => {
  it.each([
    ["http://127.0.0.1/", true],
    ["http://2130706433/", true],
    ["http://0x7f.1/", true],
    ["http://0.0.0.0/", true],
    ["http://10.9.8.7/", true],
    ["http://172.16.0.1/", true],
    ["http://172.32.0.1/", false],
    ["http://192.168.0.1/", true],
    ["http://169.254.169.254/", true],
    ["http://100.64.0.1/", true],
    ["http://198.18.0.1/", true],
    ["http://224.0.0.1/", true],
    ["http://255.255.255.255/", true],
    ["http://localhost/", true],
    ["http://LOCALHOST./", true],
    ["http://x.localhost/", true],
    ["http://[::1]/", true],
    ["http://[::]/", true],
    ["http://[fe80::1]/", true],
    ["http://[fd00:ec2::254]/", true],
    ["http://[::ffff:127.0.0.1]/", true],
    ["http://[::ffff:8.8.8.8]/", false],
    ["http://[64:ff9b::169.254.169.254]/", true],
    ["http://[64:ff9b::8.8.8.8]/", false],
    ["http://[2002:7f00:1::]/", true],
    ["http://[2606:4700::1111]/", false],
    ["http://8.8.8.8/", false],
    ["http://a.example/", false],
    ["http://localhost.example/", false],
  ])("%s: %s", (url, expected) => {
    expect(isPrivate(hostOf(new URL(url)))).toBe(expected);
  });
});
