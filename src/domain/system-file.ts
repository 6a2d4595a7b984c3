/** Files that a caller puts onto the installed system before its first boot; they are in no flake and in no Nix store. */

/** One file as asked for. */
export interface SystemFile {
  /** Absolute, on the installed system. */
  readonly path: string;
  /** null: a secret, sealed in the store under `fileSecret(path)`. */
  readonly content: string | null;
  /** Four octal digits. */
  readonly mode: string;
  /** `USER:GROUP`, each a number or a name that the installed system declares. */
  readonly owner: string;
}

/** The names in an owner; null: a number. */
export function namesOfOwner(owner: string): {
  readonly user: string | null;
  readonly group: string | null;
} {
  const [user = '', group = ''] = owner.split(':');
  const nameOf = (word: string) => (/^\d+$/.test(word) ? null : word);
  return { user: nameOf(user), group: nameOf(group) };
}

/** Whether an owner can only be told once the installed system has its users. */
export function hasNamedOwner({ owner }: Pick<SystemFile, 'owner'>): boolean {
  const { user, group } = namesOfOwner(owner);
  return user !== null || group !== null;
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
