/** Files that a caller puts onto the installed system before its first boot; they are in no flake and in no Nix store. */

/** One file as asked for. */
export interface SystemFile {
  /** Absolute, on the installed system. */
  readonly path: string;
  /** null: a secret, sealed in the store under `fileSecret(path)`. */
  readonly content: string | null;
  /** Four octal digits. */
  readonly mode: string;
  /** `UID:GID`: at this time the machine has no users whose names could be looked up. */
  readonly owner: string;
}

/** What a plan tells of such a file: never its content. */
export interface PlannedFile {
  readonly path: string;
  readonly mode: string;
  readonly owner: string;
  readonly isSecret: boolean;
  /** Hex; null for a secret, whose hash could be guessed from. */
  readonly sha256: string | null;
}

/** Name of a secret file's content among the secrets of an install. */
export function fileSecret(path: string): string {
  return `file:${path}`;
}
