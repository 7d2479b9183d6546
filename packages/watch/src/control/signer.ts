import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";

/** Where the AWS SDK has its credentials from. */
export type Credentials = () => Promise<{
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}>;

/** Gives the headers that prove who sends a request without a body. */
export type Signer = (method: string, url: URL) => Promise<Record<string, string>>;

/**
 * Signs requests for API Gateway.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
export function createSigner(region: string, credentials: Credentials): Signer {
  const signer = new SignatureV4({ service: "execute-api", region, credentials, sha256: Sha256 });
  return async (method, { protocol, hostname, host, pathname, searchParams }) => {
    const { headers } = await signer.sign({
      ...{ method, protocol, hostname, path: pathname, query: Object.fromEntries(searchParams) },
      headers: { host },
    });
    const { host: _, ...proof } = headers;
    return proof;
  };
}

type Data = string | ArrayBuffer | ArrayBufferView;

/** SHA-256, or its HMAC under a secret, as the signer asks for it. */
class Sha256 {
  private readonly secret: Buffer | undefined;
  private hash: Hash | Hmac;

  constructor(secret?: Data) {
    this.secret = secret === undefined ? undefined : bytesOf(secret);
    this.hash = this.begun();
  }

  update(data: Data): void {
    this.hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  reset(): void {
    this.hash = this.begun();
  }

  private begun(): Hash | Hmac {
    return this.secret === undefined ? createHash("sha256") : createHmac("sha256", this.secret);
  }
}

function bytesOf(data: Data): Buffer {
  if (typeof data === "string") return Buffer.from(data);
  return data instanceof ArrayBuffer
    ? Buffer.from(data)
    : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
