import { createPublicKey, generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** A key and a certificate that it has signed itself, both as PEM. */
export interface SelfSigned {
  readonly key: string;
  readonly cert: string;
}

/** Tags of X.690. */
const TAG = {
  bool: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  text: 0x0c,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
};
const OID = {
  ecdsaWithSha256: "2a8648ce3d040302",
  commonName: "550403",
  subjectAltName: "551d11",
  basicConstraints: "551d13",
};
const IP_ADDRESS = 0x87;
const VERSION_3 = 2;

/** For this machine, good for all times; made anew for each run, so that no key lies about. */
export function selfSignedCertificate(): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = der(TAG.sequence, oid(OID.ecdsaWithSha256));
  const name = der(
    TAG.sequence,
    der(TAG.set, der(TAG.sequence, oid(OID.commonName), der(TAG.text, Buffer.from("localhost")))),
  );
  const body = der(
    TAG.sequence,
    der(0xa0, der(TAG.integer, Buffer.from([VERSION_3]))),
    der(TAG.integer, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    name,
    der(TAG.sequence, time("20200101000000Z"), time("99991231235959Z")),
    name,
    createPublicKey(publicKey.export({ format: "pem", type: "spki" })).export({
      format: "der",
      type: "spki",
    }),
    der(0xa3, der(TAG.sequence, isAuthority(), forThisMachine())),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign("sha256", body, privateKey)]);
  return {
    key: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
    cert: pem(der(TAG.sequence, body, algorithm, der(TAG.bits, signature))),
  };
}

/** Whoever trusts it takes it for an authority. */
function isAuthority(): Buffer {
  const value = der(TAG.sequence, der(TAG.bool, Buffer.from([0xff])));
  return der(TAG.sequence, oid(OID.basicConstraints), der(TAG.octets, value));
}

function forThisMachine(): Buffer {
  const value = der(TAG.sequence, der(IP_ADDRESS, Buffer.from([127, 0, 0, 1])));
  return der(TAG.sequence, oid(OID.subjectAltName), der(TAG.octets, value));
}

function oid(hex: string): Buffer {
  return der(TAG.oid, Buffer.from(hex, "hex"));
}

function time(text: string): Buffer {
  return der(TAG.time, Buffer.from(text));
}

/** Tag, length and value, as DER has them. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  const length = value.length < 0x80 ? [value.length] : [0x82, value.length >> 8, value.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), value]);
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
