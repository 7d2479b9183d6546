import type { TlsOptions } from "@unbounded-streams/stream-reader";
import type { TlsSettings } from "../../source/tls-material.ts";
import { tlsProblem } from "../../source/tls-material.ts";
import { type Environment, optional } from "../variables/environment.ts";
import { refuse, refuseBoth } from "../variables/problems.ts";
import { SECRET_ARN, SECRET_ARN_RULE } from "./source-key.ts";

/** Reads a file as text, at once. */
export type ReadText = (path: string) => string;

/** Whom to trust, and as whom to appear; what is in files is read here. */
export function tlsConfig(environment: Environment, readText: ReadText, problems: string[]): TlsSettings {
  const before = problems.length;
  const fileOf = (name: string) => textOf(environment, name, readText, problems);
  const text = optional(environment, "TLS_CA");
  const fromFile = fileOf("TLS_CA_FILE");
  if (text !== undefined && optional(environment, "TLS_CA_FILE") !== undefined) {
    refuseBoth("TLS_CA", "TLS_CA_FILE", problems);
  }
  const tls = given({
    ca: text ?? fromFile,
    cert: fileOf("TLS_CERT_FILE"),
    key: fileOf("TLS_KEY_FILE"),
    servername: optional(environment, "TLS_SERVERNAME"),
  });
  const secretArn = optional(environment, "TLS_SECRET_ARN");
  if (secretArn !== undefined && !SECRET_ARN.test(secretArn)) {
    refuse("TLS_SECRET_ARN", secretArn, SECRET_ARN_RULE, problems);
  }
  if (problems.length === before) problems.push(...materialProblems(tls, secretArn));
  return { tls, tlsSecretArn: secretArn };
}

/** The rest may be in the secret. */
function materialProblems(tls: TlsOptions, secretArn: string | undefined): string[] {
  const problem = tlsProblem(tls);
  if (problem !== undefined) {
    return [`TLS_CA, TLS_CA_FILE, TLS_CERT_FILE and TLS_KEY_FILE cannot be used: ${problem}`];
  }
  if (secretArn !== undefined || (tls.cert === undefined) === (tls.key === undefined)) return [];
  return [
    "TLS_CERT_FILE and TLS_KEY_FILE go together, and one of them is not set: give both, or TLS_SECRET_ARN",
  ];
}

function textOf(
  environment: Environment,
  name: string,
  readText: ReadText,
  problems: string[],
): string | undefined {
  const path = optional(environment, name);
  if (path === undefined) return undefined;
  try {
    return readText(path);
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : String(error);
    refuse(name, path, `a file that can be read (${why})`, problems);
    return undefined;
  }
}

function given(tls: { readonly [Name in keyof TlsOptions]: TlsOptions[Name] | undefined }): TlsOptions {
  return Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined));
}
