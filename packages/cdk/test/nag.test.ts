import { Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, it } from "vitest";
import {
  type BuiltStack,
  buildDefaults,
  buildEverything,
  buildFleet,
  buildLittle,
  buildNamed,
  buildOutlets,
} from "./support/stacks.ts";

const VARIANTS = {
  defaults: buildDefaults,
  everything: buildEverything,
  little: buildLittle,
  fleet: buildFleet,
  outlets: buildOutlets,
  named: buildNamed,
};

/** What cdk-nag finds in the construct and nobody has acknowledged; a finding that is an error makes the synthesis fail. */
function findingsOf({ app, streams }: BuiltStack): string[] {
  const checks = new AwsSolutionsChecks(app);
  const { violations } = checks.validateScope(streams);
  return violations.map(({ ruleName }) => ruleName);
}

describe.each(["defaults", "everything", "little", "fleet", "outlets", "named"] as const)(
  "AwsSolutions of cdk-nag: %s",
  (name) => {
    it("finds nothing that has not been acknowledged", () => {
      expect(findingsOf(VARIANTS[name]())).toEqual([]);
    });

    it("has a reason for each acknowledgement", () => {
      const reasons = VARIANTS[name]()
        .streams.node.findAll()
        .flatMap(({ node }) => node.metadata)
        .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .flatMap(({ data }) => Object.entries(data as Record<string, string>));
      expect(reasons.length).toBeGreaterThan(3);
      for (const [rule, reason] of reasons) expect(reason.length, rule).toBeGreaterThan(40);
    });
  },
);
