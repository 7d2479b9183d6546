import prices from "./prices.json" with { type: "json" };

/** Dollars per unit, by the name of the unit. */
export type PriceName = keyof typeof prices.prices;

/** The one file with prices: when they were taken, where, and whether somebody has checked them at the source. */
export const PRICES = prices;

export function price(name: PriceName): number {
  return prices.prices[name].usd;
}
