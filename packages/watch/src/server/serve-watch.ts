import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type ApiOptions, openControl } from "../control/open-control.ts";
import type { StreamControl } from "../control/stream-control.ts";
import { ServeFailedError } from "../errors.ts";
import { DEFAULT_PAUSE_MS, MAX_SOCKETS, MAX_TOPICS, MAX_WATCHERS } from "../limits.ts";
import { realSystem, type System } from "../system.ts";
import { EventReader, type NamedEvents } from "../tables/event-reader.ts";
import { LeaseReader, type NamedLeases } from "../tables/lease-reader.ts";
import { LedgerReader, type NamedLedger } from "../tables/ledger-reader.ts";
import { CONTROL_PATH, takeAction, tellActions } from "./control-endpoint.ts";
import { streamEvents, streamTopics } from "./event-stream.ts";
import { pathBehindToken, type Refusal } from "./guard.ts";
import { SAFE_HEADERS } from "./headers.ts";
import { type PageFile, readPageFiles } from "./page-files.ts";
import { Topics } from "./topics.ts";

/** What `serveWatch` takes. */
export interface ServeOptions {
  readonly leases: NamedLeases;
  /** Without one, streams are shown and none of their connections. */
  readonly ledger?: NamedLedger | undefined;
  /** Without one, no events are shown. */
  readonly events?: NamedEvents | undefined;
  /** Without one, the page only shows; with it, streams are started, stopped and restarted from there. */
  readonly api?: ApiOptions | undefined;
  /** 0, the default, for a free one. */
  readonly port?: number | undefined;
  /** What the address has in it that nobody can guess. Default: another one each time. */
  readonly token?: string | undefined;
  /** Between two looks at the tables, while somebody looks at the page, in milliseconds. Default 2,000. */
  readonly pauseMs?: number | undefined;
  /** Replaces the real clock or chance, for tests. */
  readonly system?: Partial<System> | undefined;
}

/** A page that is served. */
export interface WatchServer {
  /** The page's address, with its token. */
  readonly url: string;
  /** What was asked for on the page and is in progress, such as `restart of weather`. */
  readonly inProgress: readonly string[];
  /** Resolves when nothing that was asked for on the page is in progress, or as soon as `signal` aborts. */
  settled(signal?: AbortSignal): Promise<void>;
  /** What is in progress is given up. */
  close(): Promise<void>;
}

/** Where the page is: beside this file as it is built. A bundle in CommonJS, which knows no such place, can be loaded all the same. */
const pageFolder = () => new URL("../../dist/page/", import.meta.url);

/**
 * Serves the page on the loopback interface, to whoever knows its address. The tables are only read, and only while somebody looks; streams are
 * started and stopped by the API alone, when the page is told to.
 *
 * @throws {ServeFailedError} when the port is taken
 * @throws {UsageError} when the API's address or key cannot be one
 */
export async function serveWatch(options: ServeOptions): Promise<WatchServer> {
  const { port = 0, token = (options.system?.token ?? realSystem.token)() } = options;
  const control = options.api && openControl(options.api, { ...realSystem, ...options.system });
  const site = new Site({ ...options, control }, readPageFiles(pageFolder()));
  const server = createServer((request, response) => {
    const path = pathBehindToken(request, token, control !== undefined);
    if (typeof path === "string") site.answer(path, request, response);
    else refuse(response, path);
  });
  server.maxConnections = MAX_SOCKETS;
  server.listen(port, "127.0.0.1");
  await once(server, "listening").catch((error: Error) => {
    throw new ServeFailedError(port, error);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${token}/`,
    get inProgress() {
      const going = control?.actions.filter(({ state }) => state === "going") ?? [];
      return going.map(({ kind, streamId }) => `${kind} of ${streamId}`);
    },
    settled: async (signal) => control?.settled(signal),
    async close() {
      await control?.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type SiteOptions = ServeOptions & { readonly control: StreamControl | undefined };

/** What is behind the token. */
class Site {
  private readonly files: ReadonlyMap<string, PageFile>;
  private readonly topics: Topics;
  private readonly control: StreamControl | undefined;
  private watchers = 0;

  constructor(
    { leases, ledger, events, pauseMs = DEFAULT_PAUSE_MS, control, ...options }: SiteOptions,
    files: ReadonlyMap<string, PageFile>,
  ) {
    const readers = {
      leases: new LeaseReader(leases),
      ledger: ledger && new LedgerReader(ledger),
      events: events && new EventReader(events),
    };
    this.files = files;
    this.control = control;
    this.topics = new Topics(readers, { pauseMs, system: { ...realSystem, ...options.system } });
  }

  answer(target: string, request: IncomingMessage, response: ServerResponse): void {
    const [pathname = "", query = ""] = target.split("?", 2);
    const file = this.files.get(pathname);
    if (request.method === "POST") {
      if (target === CONTROL_PATH && this.control !== undefined)
        void takeAction(request, response, this.control);
      else refuse(response, { status: 405, message: "use GET" });
    } else if (target === CONTROL_PATH) {
      tellActions(response, this.control);
    } else if (file !== undefined) {
      response.writeHead(200, { ...SAFE_HEADERS, "content-type": file.type }).end(file.body);
    } else if (target === "") {
      // So that what the page names beside itself is behind the token, too.
      response.writeHead(308, { ...SAFE_HEADERS, location: `${request.url}/` }).end();
    } else if (this.watchers >= MAX_WATCHERS) {
      refuse(response, { status: 503, message: "too many pages are open" });
    } else if (response.socket === null) {
      // It waits behind another answer, which may have no end; and that its connection goes is told to the first one alone.
      refuse(response, { status: 400, message: "ask for one thing at a time on a connection" });
    } else {
      this.tell(pathname, new URLSearchParams(query), { request, response });
    }
  }

  private tell(
    pathname: string,
    query: URLSearchParams,
    { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
  ): void {
    const after = query.get("after") ?? undefined;
    if (pathname === "/live") {
      const topics = query
        .getAll("of")
        .slice(0, MAX_TOPICS)
        .map((of) => this.topics.of(`/${of}`, query));
      this.count(response);
      streamTopics(request, response, topics, after);
      return;
    }
    const topic = this.topics.of(pathname, query);
    if ("status" in topic) {
      refuse(response, topic);
      return;
    }
    this.count(response);
    streamEvents(request, response, topic, after);
  }

  private count(response: ServerResponse): void {
    this.watchers += 1;
    response.once("close", () => {
      this.watchers -= 1;
    });
  }
}

function refuse(response: ServerResponse, { status, message }: Refusal): void {
  response
    .writeHead(status, { ...SAFE_HEADERS, "content-type": "text/plain; charset=utf-8", connection: "close" })
    .end(`${message}\n`);
}
