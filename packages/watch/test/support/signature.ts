import { createHash, createHmac } from "node:crypto";
import type { SeenRequest } from "./fake-api.ts";

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=(?<key>\w+)\/(?<scope>\d{8}\/[\w-]+\/[\w-]+\/aws4_request), SignedHeaders=(?<names>[\w;-]+), Signature=(?<signature>[0-9a-f]{64})$/;

/**
 * What a request without a body says of who has sent it, once its signature is seen to be right, as the service computes it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signedBy({ method, path, headers }: SeenRequest, secret: string): string {
  const {
    key,
    scope = "",
    names = "",
    signature,
  } = AUTHORIZATION.exec(headers.authorization ?? "")?.groups ?? {};
  if (signature === undefined) throw new Error(`not signed: ${headers.authorization}`);
  const url = new URL(path, "http://api");
  const canonicalRequest = [
    method,
    url.pathname.split("/").map(encodeURIComponent).join("/"),
    url.searchParams.toString(),
    ...names.split(";").map((name) => `${name}:${headers[name]}`),
    "",
    names,
    sha256(""),
  ].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, sha256(canonicalRequest)].join("\n");
  const signingKey = scope
    .split("/")
    .reduce<string | Buffer>((last, part) => hmac(last, part), `AWS4${secret}`);
  const expected = hmac(signingKey, toSign).toString("hex");
  if (signature !== expected) throw new Error(`signed otherwise: ${canonicalRequest}`);
  if (!names.split(";").includes("host")) throw new Error("the host is not signed");
  return `${key} for ${scope.split("/").slice(1, 3).join(" ")}`;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
