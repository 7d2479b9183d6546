import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import type { StoredEvent } from "@unbounded-streams/event-sink";

/** What a server needs on the machine. */
export const GROUPS = ["npm", "python", "debian", "go"] as const;

export type Group = (typeof GROUPS)[number];

/** A server that others wrote, and how it is read. Each is the export `server` of a file of `servers/{group}`. */
export interface SourceServer {
  /** Of lower-case letters, digits and `-`; the file has the same. */
  readonly name: string;
  readonly group: Group;
  /** Whether it sends again what a client has missed, also after it was killed: no event may be lost then. */
  readonly replays: boolean;
  /** As `docs/sources.md` shows it. */
  readonly definition: SourceDefinition;
  /** What is missing on this machine, in words with the remedy; undefined when all is there. */
  missing(): Promise<string | undefined>;
  /**
   * Installs what takes minutes, once per user. It is done for all servers before the first is started, so that no run is slowed by it.
   */
  prepare?(signal: AbortSignal): Promise<unknown>;
  /**
   * Starts it on the loopback interface, and resolves when it answers.
   *
   * @throws ServerStartError with where its output is
   */
  start(place: ServerPlace): Promise<RunningServer>;
}

/** Where a server may write, and what ends it. */
export interface ServerPlace {
  /** A folder of its own that outlives `restart()`; its output belongs here. */
  readonly folder: string;
  /** Aborts when the run is to end: processes started with it are killed, `start()` rejects. */
  readonly signal: AbortSignal;
}

/** A server that answers. */
export interface RunningServer {
  /**
   * The server's definition with its real `baseUrl`, and with the real paths of files and sockets. All else is as the
   * definition has it.
   */
  readonly source: SourceDefinition;
  /**
   * Publishes event `n`, and resolves when the server has taken it, so that a server that replays still has it after
   * `restart()`. Called one after the other, from 1 on, each number once.
   */
  publish(n: number): Promise<void>;
  /** The number that was published; undefined for what was not, such as a keep-alive. */
  numberOf(stored: StoredEvent): number | undefined;
  /** Kills it with SIGKILL, starts it again on the same port, and resolves when it answers. */
  restart(): Promise<void>;
  /** Says that the stream is over, where the source has a sign for it; the relay must end by itself then. */
  end?(): Promise<void>;
  /** Ends all its processes. */
  stop(): Promise<void>;
}
