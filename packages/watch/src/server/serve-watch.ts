import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ServeFailedError } from "../errors.ts";
import { DEFAULT_PAUSE_MS, MAX_WATCHERS } from "../limits.ts";
import { LiveCollection } from "../live/live-collection.ts";
import { type StreamRow, StreamRows } from "../live/stream-rows.ts";
import { realSystem, type System } from "../system.ts";
import { LeaseReader, type NamedLeases } from "../tables/lease-reader.ts";
import { LedgerReader, type NamedLedger } from "../tables/ledger-reader.ts";
import { streamEvents } from "./event-stream.ts";
import { pathBehindToken, type Refusal } from "./guard.ts";
import { SAFE_HEADERS } from "./headers.ts";
import { Lanes, laneOf } from "./lanes.ts";
import { type PageFile, readPageFiles } from "./page-files.ts";

/** What `serveWatch` takes. */
export interface ServeOptions {
  readonly leases: NamedLeases;
  /** Without one, streams are shown and none of their connections. */
  readonly ledger?: NamedLedger | undefined;
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
  close(): Promise<void>;
}

/** Where the page is: beside this file as it is built. A bundle in CommonJS, which knows no such place, can be loaded all the same. */
const pageFolder = () => new URL("../../dist/page/", import.meta.url);

/**
 * Serves the page on the loopback interface, to whoever knows its address. It only reads, and the tables only while somebody looks.
 *
 * @throws {ServeFailedError} when the port is taken
 */
export async function serveWatch(options: ServeOptions): Promise<WatchServer> {
  const { port = 0, token = (options.system?.token ?? realSystem.token)() } = options;
  const site = new Site(options, readPageFiles(pageFolder()));
  const server = createServer((request, response) => {
    const path = pathBehindToken(request, token);
    if (typeof path === "string") site.answer(path, request, response);
    else refuse(response, path);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening").catch((error: Error) => {
    throw new ServeFailedError(port, error);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${token}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What is behind the token. */
class Site {
  private readonly files: ReadonlyMap<string, PageFile>;
  private readonly streams: LiveCollection<StreamRow>;
  private readonly lanes: Lanes | undefined;
  private watchers = 0;

  constructor(
    { leases, ledger, pauseMs = DEFAULT_PAUSE_MS, ...options }: ServeOptions,
    files: ReadonlyMap<string, PageFile>,
  ) {
    const system = { ...realSystem, ...options.system };
    const reader = ledger && new LedgerReader(ledger);
    const rows = new StreamRows(new LeaseReader(leases), reader);
    this.files = files;
    this.streams = new LiveCollection({ system, pauseMs, read: (signal) => rows.read(system.now(), signal) });
    this.lanes = reader && new Lanes(reader, { system, pauseMs });
  }

  answer(target: string, request: IncomingMessage, response: ServerResponse): void {
    const [pathname = "", query = ""] = target.split("?", 2);
    const searchParams = new URLSearchParams(query);
    const file = this.files.get(pathname);
    if (file !== undefined) {
      response.writeHead(200, { ...SAFE_HEADERS, "content-type": file.type }).end(file.body);
    } else if (target === "") {
      // So that what the page names beside itself is behind the token, too.
      response.writeHead(308, { ...SAFE_HEADERS, location: `${request.url}/` }).end();
    } else {
      const collection = this.collection(pathname, searchParams);
      if ("status" in collection) refuse(response, collection);
      else this.tell(collection, request, response, searchParams.get("after") ?? undefined);
    }
  }

  private tell(
    collection: LiveCollection<unknown>,
    request: IncomingMessage,
    response: ServerResponse,
    after: string | undefined,
  ): void {
    this.watchers += 1;
    response.once("close", () => {
      this.watchers -= 1;
    });
    streamEvents(request, response, collection, after);
  }

  private collection(pathname: string, query: URLSearchParams): LiveCollection<unknown> | Refusal {
    if (this.watchers >= MAX_WATCHERS) return { status: 503, message: "too many pages are open" };
    if (pathname === "/streams") return this.streams;
    if (pathname !== "/connections") return { status: 404, message: "there is nothing here" };
    const lane = laneOf(query);
    if (lane === undefined)
      return { status: 400, message: "ask for a stream, and for a time that the page offers" };
    if (this.lanes === undefined) return { status: 404, message: "no ledger is known: give --table" };
    return this.lanes.of(lane) ?? { status: 503, message: "too many streams are looked at" };
  }
}

function refuse(response: ServerResponse, { status, message }: Refusal): void {
  response
    .writeHead(status, { ...SAFE_HEADERS, "content-type": "text/plain; charset=utf-8", connection: "close" })
    .end(`${message}\n`);
}
