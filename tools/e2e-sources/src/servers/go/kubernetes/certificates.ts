import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "@unbounded-streams/testing";

/** Who a certificate is of: its subject, and what may be done with it. */
interface Holder {
  readonly name: string;
  readonly subject: string;
  readonly extensions: string;
}

const HOLDERS: readonly Holder[] = [
  {
    name: "server",
    subject: "/CN=localhost",
    extensions: "subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n",
  },
  { name: "client", subject: "/O=system:masters/CN=relay", extensions: "extendedKeyUsage=clientAuth\n" },
];

const NEW_KEY = ["-nodes", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
const DAYS = ["-days", "2"];

/**
 * Makes an authority, and certificates of it for the server and for a client that may do everything: `ca.pem`, `server.pem`, `server.key`,
 * `client.pem` and `client.key` in `folder`.
 */
export async function makeCertificates(folder: string): Promise<void> {
  const openssl = (...args: string[]) => runCommand("openssl", args, { cwd: folder });
  await openssl(
    "req",
    "-x509",
    ...NEW_KEY,
    ...DAYS,
    "-subj",
    "/CN=authority",
    "-keyout",
    "ca.key",
    "-out",
    "ca.pem",
  );
  for (const { name, subject, extensions } of HOLDERS) {
    await writeFile(join(folder, `${name}.ext`), extensions);
    await openssl("req", ...NEW_KEY, "-subj", subject, "-keyout", `${name}.key`, "-out", `${name}.csr`);
    await openssl(
      ...["x509", "-req", "-in", `${name}.csr`, "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"],
      ...[...DAYS, "-extfile", `${name}.ext`, "-out", `${name}.pem`],
    );
  }
}
