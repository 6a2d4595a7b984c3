/** What a call to a stand-in can end with when it is not done; each vendor words its own. */

/** An error answer; thrown by whatever serves a call, and turned into HTTP in one place. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>> | null;

  constructor(status: number, code: string, message: string, details: object | null = null) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details === null ? null : { ...details };
  }
}
