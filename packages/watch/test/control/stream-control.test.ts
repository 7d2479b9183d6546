import { describe, expect, test } from "vitest";
import type { Action } from "../../src/control/action.ts";
import { StreamControl } from "../../src/control/stream-control.ts";
import { StreamsApi } from "../../src/control/streams-api.ts";
import { API_LOOK_EVERY_MS, API_WAIT_MS, MAX_ACTIONS_AT_ONCE, MAX_TOLD_ACTIONS } from "../../src/limits.ts";
import { type FakeApi, type Instead, json, startApi } from "../support/fake-api.ts";
import { hold } from "../support/site.ts";

/** A control whose pauses take no time, and are told. */
function controlOf({ url }: Pick<FakeApi, "url">, onPause: () => unknown = () => undefined) {
  let nowMs = 0;
  const system = {
    now: () => nowMs,
    async pause(ms: number) {
      nowMs += ms;
      await onPause();
    },
  };
  return new StreamControl(new StreamsApi({ address: { base: url, region: undefined } }), system);
}

let asked = 0;
const ask = (kind: Action["kind"], streamId = "weather") => {
  asked += 1;
  return { id: `request-${asked}`, kind, streamId };
};

/** The API answers a read with this status, and with an error for the rest. */
const alwaysStatus =
  (status: string): Instead =>
  ({ method }, response) =>
    method === "GET" ? json(response, 200, { status }) : undefined;

describe("a stream", () => {
  test("is started, stopped, and started again after it was stopped", async () => {
    await using api = await startApi();
    const control = controlOf(api);
    for (const [kind, status] of [
      ["start", "running"],
      ["stop", "stopped"],
      ["start", "running"],
    ] as const) {
      expect(control.ask(ask(kind))).toMatchObject({ state: "going", kind });
      await control.settled();
      expect(control.actions).toMatchObject([{ streamId: "weather", kind, state: "done" }]);
      expect(await api.leases.read("weather")).toMatchObject({ status });
    }
    expect(api.calls.filter((call) => !call.startsWith("GET"))).toEqual([
      "POST weather",
      "DELETE weather",
      "POST weather?restart=true",
    ]);
  });

  test("is restarted once the API says that it has stopped, however late it does", async () => {
    let looks = 0;
    await using api = await startApi(({ method }, response) => {
      if (method !== "GET") return undefined;
      looks += 1;
      return looks <= 3 ? json(response, 200, { status: "running" }) : undefined;
    });
    await hold(api.leases, "weather");
    const steps: string[] = [];
    const control = controlOf(api, () => steps.push(control.actions[0]?.step ?? ""));
    control.ask(ask("restart"));
    await control.settled();
    expect(control.actions).toMatchObject([{ state: "done" }]);
    expect(steps).toEqual(["until-stopped", "until-stopped", "until-stopped"]);
    expect(api.calls).toEqual([
      "DELETE weather",
      ...Array(4).fill("GET weather"),
      "POST weather?restart=true",
      "GET weather",
    ]);
    expect(await api.leases.read("weather")).toMatchObject({ status: "running", epoch: 3 });
  });

  test("that does not stop in time is not started again, and says so", async () => {
    await using api = await startApi(alwaysStatus("running"));
    await hold(api.leases, "weather");
    const control = controlOf(api);
    control.ask(ask("restart"));
    await control.settled();
    expect(control.actions).toMatchObject([
      { state: "failed", step: "until-stopped", code: "WATCH_NOT_IN_TIME" },
    ]);
    expect(control.actions[0]?.message).toContain('"weather" is not stopped 60 s after');
    expect(api.calls.filter((call) => call.startsWith("POST"))).toEqual([]);
    expect(api.calls.length).toBe(2 + API_WAIT_MS / API_LOOK_EVERY_MS);
  });

  test("that the API has refused to stop is left alone", async () => {
    await using api = await startApi();
    const control = controlOf(api);
    control.ask(ask("restart", "unknown"));
    await control.settled();
    expect(control.actions).toMatchObject([{ state: "failed", step: "stop", code: "WATCH_API_REFUSED" }]);
    expect(api.calls).toEqual(["DELETE unknown"]);
  });

  test("is looked at again while the API is throttled, and no request of consequence is made twice", async () => {
    let refused = 0;
    await using api = await startApi(({ method }, response) => {
      if (method === "POST")
        return json(response, 503, { error: { code: "UPSTREAM_FAILED", message: "later" } });
      if (method !== "GET" || refused === 3) return undefined;
      refused += 1;
      return json(response, 429, { error: { code: "THROTTLED", message: "too much" } });
    });
    await hold(api.leases, "weather");
    const control = controlOf(api);
    control.ask(ask("restart"));
    await control.settled();
    expect(control.actions).toMatchObject([{ state: "failed", step: "start", code: "WATCH_API_REFUSED" }]);
    expect(control.actions[0]?.message).toContain("503, UPSTREAM_FAILED: later");
    expect(api.calls.filter((call) => !call.startsWith("GET"))).toEqual([
      "DELETE weather",
      "POST weather?restart=true",
    ]);
    expect(refused).toBe(3);
  });

  test("whose restart is given up while it stops is not started again", async () => {
    await using api = await startApi(alwaysStatus("running"));
    await hold(api.leases, "weather");
    const control = controlOf(api, () => control.giveUp(restart.id));
    const restart = ask("restart");
    control.ask(restart);
    await control.settled();
    expect(control.actions).toMatchObject([{ state: "given-up", step: "until-stopped" }]);
    expect(api.calls).toEqual(["DELETE weather", "GET weather"]);
  });

  test("is given up with a request that nobody answers, when the page's server is closed", async () => {
    const { promise: arrived, resolve } = Promise.withResolvers<void>();
    await using api = await startApi(() => {
      resolve();
      return "answered";
    });
    const control = controlOf(api);
    control.ask(ask("stop"));
    await arrived;
    await control.close();
    expect(control.actions).toMatchObject([{ state: "given-up", step: "stop" }]);
  });
});

describe("what is asked for", () => {
  test("twice under one id is done once, also when it is over", async () => {
    await using api = await startApi();
    await hold(api.leases, "weather");
    const control = controlOf(api);
    const stop = ask("stop");
    const first = control.ask(stop);
    expect(control.ask(stop)).toEqual(first);
    await control.settled();
    expect(control.ask(stop)).toMatchObject({ state: "done" });
    await control.settled();
    expect(api.calls).toEqual(["DELETE weather", "GET weather"]);
  });

  test("while something else is done to the stream is refused, and so are names that no stream has", async () => {
    await using api = await startApi(() => "answered");
    const control = controlOf(api);
    control.ask(ask("stop"));
    expect(() => control.ask(ask("start"))).toThrow(expect.objectContaining({ code: "WATCH_IN_PROGRESS" }));
    for (const name of ["", "#carrier", "../x", "a b", `a${"b".repeat(128)}`, "<b>"]) {
      expect(() => control.ask(ask("start", name))).toThrow(
        expect.objectContaining({ code: "WATCH_STREAM_ID" }),
      );
    }
    await control.close();
  });

  test("of many streams is bounded, at a time and in what is told of it", async () => {
    let isSilent = true;
    await using api = await startApi(() => (isSilent ? "answered" : undefined));
    const control = controlOf(api);
    for (let n = 0; n < MAX_ACTIONS_AT_ONCE; n += 1) control.ask(ask("stop", `stream-${n}`));
    expect(() => control.ask(ask("stop"))).toThrow(
      expect.objectContaining({ code: "WATCH_TOO_MANY_ACTIONS" }),
    );
    await control.close();
    isSilent = false;
    for (let n = 0; n < MAX_TOLD_ACTIONS + 5; n += 1) {
      control.ask(ask("stop", `stream-${n}`));
      await control.settled();
    }
    expect(control.actions.length).toBe(MAX_TOLD_ACTIONS);
    expect(control.actions.at(-1)).toMatchObject({ streamId: `stream-${MAX_TOLD_ACTIONS + 4}` });
  });
});

test("nothing is waited for once a signal has aborted", async () => {
  await using api = await startApi(() => "answered");
  const control = controlOf(api);
  control.ask(ask("stop"));
  const stop = new AbortController();
  const settled = control.settled(stop.signal);
  stop.abort();
  await settled;
  expect(control.actions).toMatchObject([{ state: "going" }]);
  await control.close();
});
