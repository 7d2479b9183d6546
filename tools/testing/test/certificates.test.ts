import { X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { certificateAuthority, selfSignedCertificate } from "../src/servers/certificates.ts";

test("a certificate vouches for itself and for this machine", () => {
  const certificate = new X509Certificate(selfSignedCertificate().cert);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.checkIP("127.0.0.1")).toBe("127.0.0.1");
  expect(certificate.ca).toBe(true);
  expect(new Date(certificate.validTo).getUTCFullYear()).toBe(9999);
});

test("an authority signs certificates that are none themselves", () => {
  const authority = certificateAuthority();
  const own = new X509Certificate(authority.cert);
  const { cert, key } = authority.issue("a client");
  const issued = new X509Certificate(cert);
  expect([own.ca, issued.ca]).toEqual([true, false]);
  expect(issued.verify(own.publicKey)).toBe(true);
  expect(issued.checkIssued(own)).toBe(true);
  expect([issued.subject, issued.checkHost("localhost")]).toEqual(["CN=a client", "localhost"]);
  expect(key).toContain("PRIVATE KEY");
  expect(new X509Certificate(certificateAuthority().cert).verify(own.publicKey)).toBe(false);
});
