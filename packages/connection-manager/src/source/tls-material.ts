import { createSecureContext } from "node:tls";
import { StreamOptionError, type TlsOptions } from "@unbounded-streams/stream-reader";
import { asRecord, parsedJson } from "../json.ts";
import { secretText } from "./secret-text.ts";

/** Whom to trust, and as whom to appear, without what Secrets Manager keeps of it. */
export interface TlsSettings {
  readonly tls: TlsOptions;
  /** A JSON secret with any of `ca`, `cert`, `key` and `passphrase`, which go before those of `tls`. */
  readonly tlsSecretArn: string | undefined;
}

const SECRET_FIELDS = ["ca", "cert", "key", "passphrase"] as const;
const PEM = "-----BEGIN ";

/**
 * Whom to trust, and as whom to appear, with what is secret; undefined when nothing is said of it.
 *
 * @throws StreamOptionError when the secret is not what it must be, without what it holds
 */
export async function tlsMaterial({ tls, tlsSecretArn }: TlsSettings): Promise<TlsOptions | undefined> {
  if (tlsSecretArn === undefined) return Object.keys(tls).length === 0 ? undefined : tls;
  const material = { ...tls, ...fieldsIn(await secretText(tlsSecretArn, false)) };
  const problem = tlsProblem(material);
  if (problem !== undefined) {
    throw new StreamOptionError(`the secret of TLS_SECRET_ARN (tlsSecret) cannot be used: ${problem}`);
  }
  return material;
}

function fieldsIn(text: string): TlsOptions {
  const fields = asRecord(parsedJson(text));
  const known = Object.entries(fields ?? {}).filter(([name]) =>
    SECRET_FIELDS.some((field) => field === name),
  );
  if (known.length === 0 || known.some(([, value]) => typeof value !== "string")) {
    throw new StreamOptionError(
      `the secret of TLS_SECRET_ARN (tlsSecret) must be a JSON object with text in any of ${SECRET_FIELDS.join(", ")}`,
    );
  }
  return Object.fromEntries(known);
}

/** What keeps certificates and keys from being used, without any of them; undefined when nothing does. */
export function tlsProblem({ ca, cert, key, passphrase }: TlsOptions): string | undefined {
  for (const [name, pem] of Object.entries({ ca, cert, key })) {
    if (pem !== undefined && !String(pem).includes(PEM)) return `its ${name} is not PEM (${PEM}...)`;
  }
  // A context of nothing is good, and loads Node's own certificates, which takes longer than all else at the start.
  if ([ca, cert, key, passphrase].every((material) => material === undefined)) return undefined;
  try {
    createSecureContext(given({ ca, cert, key, passphrase }) as Parameters<typeof createSecureContext>[0]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function given(tls: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined));
}
