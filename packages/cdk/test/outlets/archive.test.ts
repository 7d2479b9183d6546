import { Match, Template } from "aws-cdk-lib/assertions";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { describe, expect, it } from "vitest";
import type { ArchiveProps } from "../../src/index.ts";
import { MAX_ARCHIVE_PREFIX_BYTES } from "../../src/limits.ts";
import { build, SOURCE, templates } from "../support/stacks.ts";

const MAPPING = "AWS::Lambda::EventSourceMapping";

function archived(props?: ArchiveProps): Template {
  const { stack, streams } = build({ source: SOURCE, api: false, alarms: false, dashboard: false });
  streams.archiveTo(Bucket.fromBucketName(stack, "Archive", "my-archive"), props);
  return Template.fromStack(stack);
}

describe("an archive", () => {
  it("waits for five minutes, and takes as many segments as fit", () => {
    templates.outlets().hasResourceProperties(MAPPING, {
      FunctionName: { Ref: Match.stringLikeRegexp("^StreamsArchiveTo") },
      BatchSize: 1_000,
      MaximumBatchingWindowInSeconds: 300,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
  });

  it("takes as many single events as a delivery holds", () => {
    const template = archived({ prefix: "year=2026/", memorySize: 1_024 });
    template.hasResourceProperties(MAPPING, { BatchSize: 10_000 });
    template.hasResourceProperties("AWS::Lambda::Function", {
      MemorySize: 1_024,
      Environment: { Variables: { BUCKET: "my-archive", PREFIX: "year=2026/" } },
    });
  });

  it.each<[ArchiveProps, RegExp]>([
    [{ prefix: "a b" }, /prefix is "a b": it must be up to 600 letters/],
    [{ prefix: "a".repeat(MAX_ARCHIVE_PREFIX_BYTES + 1) }, /prefix is "a/],
    [{ memorySize: 64 }, /memorySize is 64/],
    [{ batchSize: 0 }, /batchSize is 0/],
  ])("is refused: %#", (props, message) => {
    expect(() => archived(props)).toThrow(message);
  });
});
