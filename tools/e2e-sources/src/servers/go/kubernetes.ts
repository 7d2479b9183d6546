import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import { type Etcd, missingEtcd, startEtcd } from "../../processes/etcd.ts";
import { missingCommand } from "../../processes/find-command.ts";
import { freePort } from "../../processes/free-port.ts";
import { placedAt } from "../../processes/placed-at.ts";
import { type Message, send, sendEvent } from "../../processes/send.ts";
import { startServerProcess } from "../../processes/server-process.ts";
import type { RunningServer, ServerPlace, SourceServer } from "../../source-server.ts";
import { goProgram, missingGo } from "../../toolchains/go-program.ts";
import { valueIn } from "../number-at.ts";
import { makeCertificates } from "./kubernetes/certificates.ts";

/**
 * A watch of the Kubernetes API, by its sample API server: 200, `application/json`, a line for each change, over TLS with a client certificate. Without a
 * version, or with version 0, it begins with all objects that there are, as if they had just been made. It goes on after a
 * `resourceVersion`; bookmarks say how far it has come, when 2 s are left of a watch's time, and each minute. Where the version is no longer
 * known, also after the server was killed, the answer is a 200 with an `ERROR` in it, 410: the watch begins anew, and what comes
 * again is known again. Other errors, such as that of a server that is not ready, ask for a pause.
 *
 * `timeoutSeconds` is for the bookmarks here: leave it out, and the server ends a watch when it likes to.
 */
const definition: SourceDefinition = {
  url: "https://localhost:6443/apis/wardle.example.com/v1alpha1/fischers",
  query: { watch: 1, allowWatchBookmarks: true, resourceVersion: 0, timeoutSeconds: 5 },
  tls: { caFile: "ca.pem", certFile: "client.pem", keyFile: "client.key" },
  format: "ndjson",
  eventId: "/object/metadata/resourceVersion",
  resume: "query:resourceVersion={id}",
  controlFrames: [
    { pointer: "/type", value: "BOOKMARK", action: "cursor" },
    { pointer: "/object/code", value: 410, action: "restart" },
    { status: 410, action: "restart" },
    { pointer: "/type", value: "ERROR", action: "failure" },
  ],
};

const API_SERVER = { path: "k8s.io/sample-apiserver", version: "v0.37.2" };
const NAME = "event-";
const API_VERSION = "wardle.example.com/v1alpha1";

/** They ask a whole cluster; what a watch with bookmarks asks of etcd, Debian's is too old for. */
const ALONE = [
  "--authentication-skip-lookup",
  "--disable-admission-plugins=NamespaceLifecycle,MutatingAdmissionPolicy,MutatingAdmissionWebhook,ValidatingAdmissionPolicy,ValidatingAdmissionWebhook,BanFlunder",
  "--feature-gates=kube:WatchList=false",
];

/** A cluster that is not there. */
const KUBECONFIG = `apiVersion: v1
kind: Config
clusters: [{name: none, cluster: {server: "http://127.0.0.1:1"}}]
contexts: [{name: none, context: {cluster: none, user: none}}]
current-context: none
users: [{name: none, user: {}}]
`;

export const server: SourceServer = {
  name: "kubernetes",
  group: "go",
  replays: true,
  definition,
  missing: async () =>
    (await missingGo()) ??
    (await missingEtcd()) ??
    (await missingCommand("openssl", "apt-get install openssl")),
  prepare: (signal) => goProgram(API_SERVER, signal),
  start,
};

async function start(place: ServerPlace): Promise<RunningServer> {
  const { folder, signal } = place;
  const command = await goProgram(API_SERVER, signal);
  await makeCertificates(folder);
  await writeFile(join(folder, "kubeconfig"), KUBECONFIG);
  const etcd = await startEtcd(place);
  const port = await freePort();
  const [ca, cert, key] = await Promise.all(
    ["ca.pem", "client.pem", "client.key"].map((name) => readFile(join(folder, name), "utf8")),
  );
  const message: Message = { ca, cert, key, headers: { "content-type": "application/json" }, signal };
  const url = `https://localhost:${port}`;
  const apiServer = await startServerProcess({
    command,
    args: [
      ...["--bind-address", "127.0.0.1", "--secure-port", String(port)],
      ...["--etcd-servers", `http://127.0.0.1:${etcd.port}`, "--client-ca-file", "ca.pem"],
      ...["--tls-cert-file", "server.pem", "--tls-private-key-file", "server.key"],
      ...["kubeconfig", "authentication-kubeconfig", "authorization-kubeconfig"].map(
        (flag) => `--${flag}=kubeconfig`,
      ),
      ...ALONE,
    ],
    folder,
    isUp: async () => (await send(`${url}/livez`, { ...message, method: "GET" })).status === 200,
    signal,
  });
  return {
    source: {
      ...placedAt(definition, port),
      tls: {
        caFile: join(folder, "ca.pem"),
        certFile: join(folder, "client.pem"),
        keyFile: join(folder, "client.key"),
      },
    },
    async publish(n) {
      await sendEvent(n, `${url}/apis/${API_VERSION}/fischers`, {
        ...message,
        body: JSON.stringify({
          apiVersion: API_VERSION,
          kind: "Fischer",
          metadata: { name: `${NAME}${n}` },
        }),
      });
    },
    numberOf(stored) {
      const name = valueIn(stored, "object", "metadata", "name");
      return typeof name === "string" ? Number(name.slice(NAME.length)) : undefined;
    },
    async restart() {
      await addRevision(etcd, signal);
      await apiServer.restart();
    },
    async stop() {
      await apiServer.stop();
      await etcd.stop();
    },
  };
}

/** A change of something else, so that the server knows of no version as old as the last event's when it comes back. */
async function addRevision({ port }: Etcd, signal: AbortSignal): Promise<void> {
  const [key, value] = ["elsewhere", "changed"].map((text) => Buffer.from(text).toString("base64"));
  await send(`http://127.0.0.1:${port}/v3/kv/put`, { body: JSON.stringify({ key, value }), signal });
}
