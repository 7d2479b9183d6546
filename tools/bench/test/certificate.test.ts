import { X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { selfSignedCertificate } from "../src/servers/certificate.ts";

test("a certificate vouches for itself and for this machine", () => {
  const certificate = new X509Certificate(selfSignedCertificate().cert);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.checkIP("127.0.0.1")).toBe("127.0.0.1");
  expect(certificate.ca).toBe(true);
  expect(new Date(certificate.validTo).getUTCFullYear()).toBe(9999);
});
