import { deepEqual, ok } from "node:assert/strict";
import type { Page } from "playwright-core";
import { CUT_OFF, type Report } from "./run.ts";

/** What the report has of a stream's events. */
interface StoredEvents {
  readonly stored: number;
  /** Whether all connections have told of their events. */
  readonly isWhole: boolean;
}

/** What is spread over time loses a little at the edges. */
const TOLERANCE = 0.02;

/** Whether all connections of a report have told of their events; what nobody has told of is not in the chart. */
export function haveToldAll({ connections }: Pick<Report, "connections">): boolean {
  return connections.every(({ outcome }) => !CUT_OFF.includes(outcome));
}

/** The chart's events without its duplicates are those that were stored; it is drawn, named, and there as a table. */
export async function assertChart(page: Page, { stored, isWhole }: StoredEvents): Promise<void> {
  const sumOf = async (kind: string) =>
    Number(await page.locator(`.legend .${kind}`).getAttribute("data-sum"));
  const firsts = (await sumOf("received")) - (await sumOf("duplicates")) - (await sumOf("dead-letters"));
  const least = isWhole ? stored * (1 - TOLERANCE) : 1;
  ok(
    firsts >= least && firsts <= stored * (1 + TOLERANCE),
    `${firsts} events in the chart, ${stored} in the report`,
  );
  const drawn = await page.locator("svg.rates path.received").evaluateAll((paths) => {
    return paths.map((path) => path.getAttribute("d") ?? "").join("");
  });
  ok(/M[\d. ]+H/.test(drawn), `no line is drawn: ${drawn}`);
  await page.locator(".figures summary").click();
  const rows = await page
    .locator(".figures tbody tr")
    .evaluateAll((all) =>
      all.map((row) => Array.from(row.querySelectorAll("td"), ({ textContent }) => textContent)),
    );
  const summed = rows.reduce((sum, [from = "", until = "", rate = ""]) => {
    const seconds = (Date.parse(until ?? "") - Date.parse(from ?? "")) / 1_000;
    return sum + (rate === "-" ? 0 : Number(rate) * seconds);
  }, 0);
  ok(summed > 0, "the table of the chart has no events");
  await page.locator(".figures summary").click();
  deepEqual(await page.getByRole("img", { name: /^Events a second over time/ }).count(), 1);
}
