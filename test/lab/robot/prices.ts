/** Prices as Robot writes them: decimal texts with four places, net and with VAT. */

const VAT_PERCENT = 19;
/** What the vendor takes as a month when it bills by the hour. */
const HOURS_PER_MONTH = 624;

/** Monthly price and fee for the setup, EUR without VAT. */
export interface Price {
  readonly monthlyNet: number;
  readonly setupNet: number;
}

/** An amount with VAT. */
export function gross(net: number): number {
  return (net * (100 + VAT_PERCENT)) / 100;
}

/** An amount for one hour. */
export function hourly(monthly: number): number {
  return monthly / HOURS_PER_MONTH;
}

/** `39` → `39.0000`. */
export function decimal(amount: number): string {
  return amount.toFixed(4);
}

/** The price of one location. */
export function toWirePrice(location: string, { monthlyNet, setupNet }: Price): object {
  return {
    location,
    price: {
      net: decimal(monthlyNet),
      gross: decimal(gross(monthlyNet)),
      hourly_net: decimal(hourly(monthlyNet)),
      hourly_gross: decimal(gross(hourly(monthlyNet))),
    },
    price_setup: { net: decimal(setupNet), gross: decimal(gross(setupNet)) },
  };
}
