/** What came of an order, as its caller is told. */

/** An order that its provider took. */
export interface OrderPlaced {
  /** The provider's reference of the order or machine. */
  readonly providerRef: string;
  /** What was chosen; null where the order was found again after its answer had been lost. */
  readonly chosen: OrderChoice | null;
  /** What was tried or looked at before, and why it was not taken, in words. */
  readonly passedOver: readonly string[];
}

/** The offer that was taken, with VAT. */
export interface OrderChoice {
  readonly serverType: string;
  readonly location: string;
  readonly monthlyGross: string;
  /** Paid once. */
  readonly setupGross: string;
  readonly currency: string;
}
