import { headerProblems } from "@unbounded-streams/connection-manager/source-checks";
import { Token } from "aws-cdk-lib";
import type { SourceProps } from "../../props/source-props.ts";
import type { JsonObject } from "../../props/source-request-props.ts";
import { choiceProblems, shown } from "../rules/problems.ts";

/** RFC 9110, 5.6.2. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
const CODINGS = ["br", "deflate", "gzip", "zstd"];
const PEM = "-----BEGIN ";
const REQUEST_FIELDS = ["url", "method", "body", "headers"];

/** What is wrong with how a source is asked, one sentence each. Values that may be secret are not shown. */
export function requestProblems(source: SourceProps): string[] {
  const { method, protocols = [], acceptEncoding = [], contentTypes, keepHeaders = [], http2 } = source;
  return [
    ...(method === undefined || TOKEN.test(method)
      ? []
      : [`source.method is ${shown(method)}: it must be a token`]),
    ...namesProblems("source.protocols", protocols, TOKEN),
    ...namesProblems("source.keepHeaders", keepHeaders, TOKEN),
    ...acceptEncoding.flatMap((coding) => choiceProblems("source.acceptEncoding", coding, CODINGS)),
    ...(contentTypes?.length === 0 ? ["source.contentTypes is empty: leave it out"] : []),
    ...choiceProblems("source.http2", http2 === undefined ? undefined : String(http2), [
      "true",
      "false",
      "prior-knowledge",
    ]),
    ...tlsProblems(source),
    ...requestsProblems("source.handshake", source.handshake ?? [], REQUEST_FIELDS),
    ...requestsProblems("source.whenResuming", [source.whenResuming ?? {}].flat(), [
      ...REQUEST_FIELDS,
      "messages",
    ]),
  ];
}

function namesProblems(name: string, values: readonly string[], rule: RegExp): string[] {
  return values
    .filter((value) => !rule.test(value))
    .map((value) => `${name} has ${shown(value)}: it must have no spaces or commas`);
}

function tlsProblems({ tls, tlsSecret }: SourceProps): string[] {
  if (tls === undefined) return [];
  const { ca, caFile, certFile, keyFile } = tls;
  const problems: string[] = [];
  if (ca !== undefined && !Token.isUnresolved(ca) && !ca.includes(PEM)) {
    problems.push(`source.tls.ca is not PEM (${PEM}...)`);
  }
  if (ca !== undefined && caFile !== undefined) {
    problems.push("source.tls.ca and source.tls.caFile are both given: give one of them");
  }
  if (tlsSecret === undefined && (certFile === undefined) !== (keyFile === undefined)) {
    problems.push("source.tls.certFile and source.tls.keyFile go together: give both, or source.tlsSecret");
  }
  return problems;
}

function requestsProblems(
  name: string,
  requests: readonly JsonObject[],
  fields: readonly string[],
): string[] {
  return requests.flatMap((request) => {
    const unknown = Object.keys(request).filter((field) => !fields.includes(field));
    const { headers = {} } = request;
    const given = Object.entries(typeof headers === "object" ? { ...headers } : {}).filter(
      ([, value]) => value !== null,
    );
    return [
      ...unknown.map((field) => `${name} has ${shown(field)}: a request has ${fields.join(", ")}`),
      ...headerProblems(Object.fromEntries(given) as Record<string, string>).map(
        (problem) => `${name} is refused: ${problem}`,
      ),
    ];
  });
}
