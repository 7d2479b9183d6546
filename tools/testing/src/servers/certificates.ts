import {
  generateKeyPairSync,
  type KeyObject,
  type KeyPairKeyObjectResult,
  randomBytes,
  sign,
} from "node:crypto";

/** A key and a certificate of it, both as PEM. */
export interface Certified {
  readonly key: string;
  readonly cert: string;
}

/** Who signs certificates. */
export interface CertificateAuthority {
  /** Its own certificate, for those who are to trust it. */
  readonly cert: string;
  /** A certificate for this machine (`localhost`, 127.0.0.1), of a server or of a client. */
  issue(commonName: string): Certified;
}

/** Tags of X.690. */
const TAG = {
  bool: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  text: 0x0c,
  utcTime: 0x17,
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
const ALGORITHM = der(TAG.sequence, oid(OID.ecdsaWithSha256));
/** Years before 2050 have two digits, those after it four (RFC 5280, 4.1.2.5). */
const VALIDITY = [
  der(TAG.utcTime, Buffer.from("200101000000Z")),
  der(TAG.time, Buffer.from("99991231235959Z")),
];
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;
const VERSION_3 = 2;

/** An authority of its own, good for all times; made anew for each run, so that no key lies about. */
export function certificateAuthority(): CertificateAuthority {
  const name = "authority";
  const keys = newKeys();
  return {
    cert: certificate({ name, publicKey: keys.publicKey, extensions: [isAuthority()] }, { name, keys }),
    issue(commonName) {
      const { privateKey, publicKey } = newKeys();
      const subject = { name: commonName, publicKey, extensions: [forThisMachine()] };
      return { key: keyText(privateKey), cert: certificate(subject, { name, keys }) };
    },
  };
}

/** A certificate for this machine that has signed itself, and vouches for itself, good for all times; made anew for each run. */
export function selfSignedCertificate(): Certified {
  const name = "localhost";
  const keys = newKeys();
  const extensions = [isAuthority(), forThisMachine()];
  return {
    key: keyText(keys.privateKey),
    cert: certificate({ name, publicKey: keys.publicKey, extensions }, { name, keys }),
  };
}

function newKeys(): KeyPairKeyObjectResult {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

function keyText(key: KeyObject): string {
  return key.export({ format: "pem", type: "pkcs8" }).toString();
}

function certificate(
  subject: { readonly name: string; readonly publicKey: KeyObject; readonly extensions: readonly Buffer[] },
  issuer: { readonly name: string; readonly keys: KeyPairKeyObjectResult },
): string {
  const body = der(
    TAG.sequence,
    der(0xa0, der(TAG.integer, Buffer.from([VERSION_3]))),
    der(TAG.integer, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ALGORITHM,
    distinguishedName(issuer.name),
    der(TAG.sequence, ...VALIDITY),
    distinguishedName(subject.name),
    subject.publicKey.export({ format: "der", type: "spki" }),
    der(0xa3, der(TAG.sequence, ...subject.extensions)),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign("sha256", body, issuer.keys.privateKey)]);
  return pem(der(TAG.sequence, body, ALGORITHM, der(TAG.bits, signature)));
}

function distinguishedName(commonName: string): Buffer {
  const attribute = der(TAG.sequence, oid(OID.commonName), der(TAG.text, Buffer.from(commonName)));
  return der(TAG.sequence, der(TAG.set, attribute));
}

/** Whoever trusts it takes it for an authority. */
function isAuthority(): Buffer {
  const value = der(TAG.sequence, der(TAG.bool, Buffer.from([0xff])));
  return der(TAG.sequence, oid(OID.basicConstraints), der(TAG.octets, value));
}

function forThisMachine(): Buffer {
  const names = [der(DNS_NAME, Buffer.from("localhost")), der(IP_ADDRESS, Buffer.from([127, 0, 0, 1]))];
  return der(TAG.sequence, oid(OID.subjectAltName), der(TAG.octets, der(TAG.sequence, ...names)));
}

function oid(hex: string): Buffer {
  return der(TAG.oid, Buffer.from(hex, "hex"));
}

/** Tag, length in as few bytes as it takes, and value, as DER has them. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  const { length } = value;
  const long = length > 0xff ? [0x82, length >> 8, length & 0xff] : [0x81, length];
  return Buffer.concat([Buffer.from([tag, ...(length < 0x80 ? [length] : long)]), value]);
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
