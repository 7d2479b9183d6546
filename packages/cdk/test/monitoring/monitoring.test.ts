import {
  FLEET_METRICS,
  METRICS,
  METRICS_NAMESPACE,
} from "@unbounded-streams/connection-manager/metric-names";
import { Duration } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { NoStreamMetricsError } from "../../src/index.ts";
import { build, buildDefaults, buildEverything, buildFleet, SOURCE, templates } from "../support/stacks.ts";

describe("what watches it", () => {
  const alarmsOf = (template: Template) =>
    Object.entries(template.findResources("AWS::CloudWatch::Alarm")).map(([id, { Properties }]) => ({
      id,
      ...Properties,
    }));

  it("are ten alarms unless told otherwise", () => {
    const thresholds = alarmsOf(templates.defaults()).map(
      ({ id, Threshold, EvaluationPeriods, TreatMissingData }) => [
        id.replace(/^Streams(\w+)Alarm\w{8}$/, "$1"),
        Threshold,
        EvaluationPeriods,
        TreatMissingData,
      ],
    );
    expect(thresholds.sort()).toEqual([
      ["ConnectionAge", 885, 1, "notBreaching"],
      ["DeadLetters", 1, 1, "notBreaching"],
      ["ExecutionsFailed", 1, 1, "notBreaching"],
      ["FailedTurns", 3, 1, "notBreaching"],
      ["FunctionErrors", 3, 1, "notBreaching"],
      ["FunctionThrottles", 1, 1, "notBreaching"],
      ["Gap", 5, 1, "notBreaching"],
      ["NoEvent", 1, 15, "breaching"],
      ["NoneStored", 1, 2, "notBreaching"],
      ["SinkThrottles", 100, 1, "notBreaching"],
    ]);
  });

  it("are three more alarms with a fleet", () => {
    const ids = (template: Template) =>
      alarmsOf(template).map(({ id }) => id.replace(/^Streams(\w+)Alarm\w{8}$/, "$1"));
    const more = ["CarrierExecutionsFailed", "CarriersAtCap", "WaitingFor"];
    expect(ids(templates.fleet()).sort()).toEqual([...ids(templates.defaults()), ...more].sort());
    templates.fleet().hasResourceProperties("AWS::CloudWatch::Alarm", {
      MetricName: FLEET_METRICS.oldestWaitSeconds.name,
      Threshold: 60,
      Statistic: "Maximum",
      Unit: "Seconds",
      TreatMissingData: "notBreaching",
    });
    templates.fleet().hasResourceProperties("AWS::CloudWatch::Alarm", {
      MetricName: FLEET_METRICS.carriersAtCap.name,
      Threshold: 1,
      Statistic: "Maximum",
    });
    templates.fleet().hasResourceProperties("AWS::CloudWatch::Alarm", {
      MetricName: "ExecutionsFailed",
      Dimensions: [{ Name: "StateMachineArn", Value: { Ref: Match.stringLikeRegexp("^StreamsCarrier") } }],
    });
  });

  it("are alarms that tell the topic when they go off and when all is well again", () => {
    for (const { AlarmActions, OKActions } of alarmsOf(templates.everything())) {
      expect(AlarmActions).toEqual([{ Ref: expect.stringMatching(/^Failures/) }]);
      expect(OKActions).toEqual(AlarmActions);
    }
  });

  it("are alarms on metrics that the function emits, in their units, of this deployment alone", () => {
    const known = Object.values(METRICS).map(({ name, unit }) => `${name} in ${unit}`);
    const emitted = alarmsOf(templates.everything()).filter(
      ({ Namespace }) => Namespace === METRICS_NAMESPACE,
    );
    expect(emitted).toHaveLength(6);
    for (const { MetricName, Unit, Dimensions } of emitted) {
      expect(known).toContain(`${MetricName} in ${Unit}`);
      expect(Dimensions).toEqual([{ Name: "service", Value: "everything" }]);
    }
  });

  it("are an alarm on the failed executions of this state machine, too", () => {
    templates.everything().hasResourceProperties("AWS::CloudWatch::Alarm", {
      Namespace: "AWS/States",
      MetricName: "ExecutionsFailed",
      Dimensions: [{ Name: "StateMachineArn", Value: { Ref: Match.stringLikeRegexp("^StreamsRelay") } }],
    });
  });

  it("are alarms on the errors and throttles of the function, errors over as long as a failing stream takes for three at its longest pause", () => {
    for (const [MetricName, Period] of [
      ["Errors", 900],
      ["Throttles", 300],
    ]) {
      templates.everything().hasResourceProperties("AWS::CloudWatch::Alarm", {
        Namespace: "AWS/Lambda",
        MetricName,
        Period,
        Dimensions: [{ Name: "FunctionName", Value: { Ref: Match.stringLikeRegexp("Function") } }],
      });
    }
  });

  it.each([
    ["of a full lifetime", undefined, undefined, 2_700],
    ["of a short one", Duration.minutes(2), undefined, 900],
    ["that are too many for one day", undefined, 1_000, 86_400],
  ])(
    "are an alarm on failed turns, over as long as those take that use all of their time: %s",
    (_, lifetime, failedTurns, Period) => {
      const { stack } = build({ source: SOURCE, api: false, lifetime, alarms: { failedTurns } });
      Template.fromStack(stack).hasResourceProperties("AWS::CloudWatch::Alarm", {
        MetricName: METRICS.failedTurns.name,
        Threshold: failedTurns ?? 3,
        Period,
      });
    },
  );

  it("are an alarm on events that come and are not stored", () => {
    templates.everything().hasResourceProperties("AWS::CloudWatch::Alarm", {
      Metrics: Match.arrayWith([
        Match.objectLike({ Expression: "IF(received > 0 AND stored + duplicates == 0, 1, 0)" }),
        ...(["eventsReceived", "eventsStored", "duplicateEvents"] as const).map((key) =>
          Match.objectLike({
            MetricStat: Match.objectLike({
              Metric: Match.objectLike({ MetricName: METRICS[key].name }),
              Period: 300,
              Stat: "Sum",
            }),
          }),
        ),
      ]),
      EvaluationPeriods: 2,
    });
  });

  it("leaves out each alarm that is false", () => {
    const { stack } = build({
      source: SOURCE,
      streamsPerFunction: 2,
      api: false,
      alarms: {
        gap: false,
        executionsFailed: false,
        sinkThrottles: false,
        noEventFor: false,
        connectionAge: false,
        deadLetters: false,
        failedTurns: false,
        functionErrors: false,
        functionThrottles: false,
        noneStoredFor: false,
        waitingFor: false,
        carriersAtCap: false,
      },
    });
    Template.fromStack(stack).resourceCountIs("AWS::CloudWatch::Alarm", 0);
  });

  it.each(["defaults", "fleet"] as const)("is a dashboard with every metric on it: %s", (name) => {
    const [dashboard] = Object.values(templates[name]().findResources("AWS::CloudWatch::Dashboard"));
    const body = JSON.stringify(dashboard?.Properties.DashboardBody);
    const ofFleets = new Set<string>(Object.keys(FLEET_METRICS));
    for (const [key, { name: metric }] of Object.entries(METRICS)) {
      const isThere = body.includes(`\\"${metric}\\"`);
      expect(isThere, metric).toBe(name === "fleet" || !ofFleets.has(key));
    }
  });

  it("gives metrics of one stream only when they are emitted", () => {
    const { streams } = buildEverything();
    expect(streams.metrics.gapSeconds({ streamId: "a" }).dimensions).toEqual({
      service: "everything",
      streamId: "a",
    });
    expect(() => buildDefaults().streams.metrics.gapSeconds({ streamId: "a" })).toThrow(NoStreamMetricsError);
  });

  it("gives a fleet's metrics, with its carriers counted by what each of them emits once a minute", () => {
    const { fleetMetrics } = buildFleet().streams;
    expect(fleetMetrics?.carriers()).toMatchObject({ metricName: "Seats", statistic: "SampleCount" });
    expect(fleetMetrics?.seats()).toMatchObject({ metricName: "Seats", statistic: "Sum" });
    for (const metric of [fleetMetrics?.carriers(), fleetMetrics?.seats()]) {
      expect(metric?.period.toSeconds()).toBe(60);
    }
    expect(fleetMetrics?.carrierLoad({ period: Duration.minutes(1) })).toMatchObject({
      metricName: "CarrierLoad",
      statistic: "Maximum",
      unit: "Percent",
      period: Duration.minutes(1),
    });
    expect(buildDefaults().streams.fleetMetrics).toBeUndefined();
  });
});
