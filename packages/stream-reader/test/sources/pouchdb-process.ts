// A PouchDB server in memory, on a free port that it prints.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import expressPouchDb from "express-pouchdb";
import memory from "pouchdb-adapter-memory";
import pouchDb from "pouchdb-core";

const database = pouchDb.plugin(memory).defaults({ adapter: "memory" });
const app = expressPouchDb(database, { mode: "minimumForPouchDB", inMemoryConfig: true });
const server = createServer(app).listen(0, "127.0.0.1", () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
