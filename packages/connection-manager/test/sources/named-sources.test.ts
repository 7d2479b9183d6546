import type { ServerResponse } from "node:http";
import { afterEach, expect, it } from "vitest";
import { StreamIdError } from "../../src/index.ts";
import { sourceEnvironment } from "../../src/source-definition.ts";
import { CARRIER, type FleetStage, setUpFleet } from "../support/fleet-stage.ts";
import { type Served, serve } from "../support/serve.ts";
import { environmentOf, type SourceWorld, startSourceWorld } from "../support/source-world.ts";
import { until } from "../support/until.ts";

let world: SourceWorld | undefined;
let fleet: FleetStage | undefined;
let served: Served;
afterEach(async () => {
  served?.close();
  await world?.stop();
  await fleet?.stop();
  world = undefined;
  fleet = undefined;
});

/** Two sources at one server: server-sent events below `/news`, lines of JSON below `/chess`. */
async function startSources(): Promise<{ asked: () => string[]; sources: string }> {
  const asked: string[] = [];
  served = await serve((response: ServerResponse, { url = "", headers }) => {
    asked.push(`${url} ${headers["x-side"] ?? headers["last-event-id"] ?? "-"}`);
    const isNews = url.startsWith("/news/");
    response.writeHead(200, { "content-type": isNews ? "text/event-stream" : "application/x-ndjson" });
    const name = url.slice(url.lastIndexOf("/") + 1);
    response.write(isNews ? `id: 7\ndata: ${name}\n\n` : `{"id":1,"game":"${name}"}\n{"type":"end"}\n`);
  });
  const news = { baseUrl: served.url, path: "news", format: "sse" };
  const chess = {
    url: `${served.url}chess/{streamId}`,
    format: "ndjson",
    headers: { "x-side": "white" },
    endSignals: ["json:/type=end"],
    eventId: "/id",
    eventKey: "/game",
  };
  const sources = JSON.stringify({ news: sourceEnvironment(news), chess: sourceEnvironment(chess) });
  return { asked: () => asked.toSorted(), sources };
}

it("one handler holds streams of two sources, each asked and read as its source says", async () => {
  world = await startSourceWorld();
  const { asked, sources } = await startSources();
  const environment = { ...environmentOf({}), SOURCES: sources };
  for (const streamId of ["news:de", "chess:a:b"]) await world.begin(streamId);
  const news = world.turn(environment, { streamId: "news:de", holder: "A", expectedEpoch: 1 });
  const chess = world.turn(environment, { streamId: "chess:a:b", holder: "A", expectedEpoch: 1 });
  expect(await chess).toMatchObject({ outcome: "ended", streamId: "chess:a:b", checkpoint: "1" });
  await world.hasStored("news:de", 1);
  await world.leases.stop({ streamId: "news:de" });
  expect(await news).toMatchObject({ outcome: "stopped", streamId: "news:de", checkpoint: "7" });
  expect(await world.stored("news:de")).toEqual(["de"]);
  expect(await world.stored("chess:a:b")).toEqual(['{"id":1,"game":"a%3Ab"}']);
  expect(asked()).toEqual(["/chess/a%3Ab white", "/news/de -"]);
});

it("a stream of no known source is refused before anything is asked", async () => {
  world = await startSourceWorld();
  const { asked, sources } = await startSources();
  const environment = { ...environmentOf({}), SOURCES: sources };
  const turn = { streamId: "sports:de", holder: "A", expectedEpoch: 1 };
  const error = await world.turn(environment, turn).catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(StreamIdError);
  expect(String(error)).toMatch(/one of news, chess$/);
  expect(asked()).toEqual([]);
});

it("a carrier holds streams of two sources, and fails the one that is of none", async () => {
  const { sources } = await startSources();
  fleet = await setUpFleet(
    {},
    {
      ...{
        SOURCES: sources,
        STREAM_URI: "",
        STREAM_PATH: "",
        STREAM_FORMAT: "",
        END_SIGNALS: "",
        EVENT_ID: "",
      },
    },
  );
  const stage = fleet;
  for (const streamId of ["news:de", "chess:a", "sports:de"]) await stage.begin(streamId);
  const carried = stage.carry("A", 1);
  const statusOf = async (streamId: string) => (await stage.leases.read(streamId))?.status;
  await until("one has ended, one has failed", async () => {
    return (await statusOf("chess:a")) === "ended" && (await statusOf("sports:de")) === "failed";
  });
  await until("the other is read", async () => (await stage.stored("news:de")) === 1);
  expect(await stage.stored("chess:a")).toBe(1);
  expect((await stage.leases.read("sports:de"))?.reason).toMatch(/names no source/);
  await stage.leases.stop({ streamId: "news:de" });
  await stage.leases.stop({ streamId: CARRIER });
  await carried;
});
