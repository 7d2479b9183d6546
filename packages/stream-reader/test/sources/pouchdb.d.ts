// What the test uses of packages that bring no types.
declare module "pouchdb-core" {
  interface PouchDb {
    plugin(plugin: unknown): PouchDb;
    defaults(options: { adapter: string }): PouchDb;
  }
  const pouchDb: PouchDb;
  export default pouchDb;
}

declare module "pouchdb-adapter-memory" {
  const plugin: unknown;
  export default plugin;
}

declare module "express-pouchdb" {
  import type { RequestListener } from "node:http";
  export default function expressPouchDb(
    database: unknown,
    options: { mode: string; inMemoryConfig: boolean },
  ): RequestListener;
}
