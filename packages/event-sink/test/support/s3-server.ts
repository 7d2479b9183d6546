import { hash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { S3Client } from "@aws-sdk/client-s3";

/** As much of S3's protocol as a dead-letter store speaks, on a loopback port. */
export interface S3Server {
  readonly client: S3Client;
  /** By path: `/bucket/key`. */
  readonly objects: Map<string, { body: Buffer; headers: IncomingMessage["headers"] }>;
  /** Method and path of each request. */
  readonly requests: string[];
  /** Answers the next requests with these errors. */
  readonly faults: { status: number; code: string }[];
  /** False: conditional writes are answered as by a server that does not know them. */
  knowsConditions: boolean;
  stop(): Promise<void>;
}

const PAGE = 2;

export async function startS3Server(): Promise<S3Server> {
  const server = createServer((request, response) => {
    answer(state, request, response).catch((error) => response.destroy(error));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const state: S3Server = {
    client: new S3Client({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: "local",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      forcePathStyle: true,
      maxAttempts: 1,
    }),
    objects: new Map(),
    requests: [],
    faults: [],
    knowsConditions: true,
    async stop() {
      state.client.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return state;
}

async function answer(state: S3Server, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await buffer(request);
  const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
  const path = decodeURIComponent(pathname);
  const { method, headers } = request;
  state.requests.push(`${method} ${path}`);
  const fault = state.faults.shift();
  if (fault) return fail(response, fault.status, fault.code);
  const object = state.objects.get(path);
  if (method === "PUT" && /^\/[^/]+\/?$/.test(path)) {
    response.end();
  } else if (method === "PUT") {
    if (headers["if-none-match"] !== undefined && !state.knowsConditions) {
      return fail(response, 501, "NotImplemented");
    }
    if (headers["if-none-match"] === "*" && object) return fail(response, 412, "PreconditionFailed");
    if (headers["x-amz-checksum-sha256"] !== hash("sha256", body, "base64")) {
      return fail(response, 400, "BadDigest");
    }
    state.objects.set(path, { body, headers });
    response.end();
  } else if (searchParams.get("list-type") === "2") {
    response.end(listing(state, path, searchParams));
  } else if (object) {
    response.writeHead(200, { "content-length": object.body.length });
    response.end(method === "HEAD" ? undefined : object.body);
  } else fail(response, 404, "NoSuchKey");
}

function listing({ objects }: S3Server, path: string, query: URLSearchParams): string {
  const bucket = `${path.replace(/\/$/, "")}/`;
  const prefix = bucket + query.get("prefix");
  const all = [...objects.keys()].filter((name) => name.startsWith(prefix)).sort();
  const start = Number(query.get("continuation-token") ?? 0);
  const contents = all.slice(start, start + PAGE).map((name) => {
    const size = objects.get(name)?.body.length;
    return `<Contents><Key>${name.slice(bucket.length)}</Key><Size>${size}</Size></Contents>`;
  });
  const end = start + PAGE;
  const more = end < all.length;
  const next = more ? `<NextContinuationToken>${end}</NextContinuationToken>` : "";
  return `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents.join("")}</ListBucketResult>`;
}

function fail(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { "content-type": "application/xml" });
  response.end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}
