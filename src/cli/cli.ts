/** What the commands are given of the world around them; tests hand in their own. */

export interface Terminal {
  /** A person reads and may answer. */
  readonly isInteractive: boolean;
  readonly columns: number;
  /** To stdout: results. */
  out(text: string): void;
  /** To stderr: progress, questions and complaints. */
  err(text: string): void;
  ask(question: string): Promise<string>;
  /** As `ask`, and what is typed is not shown. */
  askSecret(question: string): Promise<string>;
  /** All of stdin. */
  readAll(): Promise<string>;
}

export interface Cli {
  readonly terminal: Terminal;
  /** `IRONFLAKE_URL`, `IRONFLAKE_TOKEN`; the token goes before the stored one. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folder of our settings: `~/.config/ironflake`. */
  readonly settingsDir: string;
  readonly nodeVersion: string;
  /** Fires on Ctrl-C. */
  readonly signal: AbortSignal;
  readonly fetch: typeof fetch;
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /**
   * Runs a program to its end, on this terminal unless it is to be quiet.
   *
   * @returns its exit status; null when it could not be started
   */
  runProgram(
    file: string,
    args: readonly string[],
    options?: { readonly isQuiet?: boolean },
  ): Promise<number | null>;
}

/** Keeps the status that the process ends with. */
export type EndWith = (exitCode: number) => void;
