/** Values ↔ jsonb. */

/**
 * A value as JSON text that PostgreSQL takes: jsonb refuses NUL and lone surrogates, and what a machine
 * printed may hold either. They become U+FFFD.
 *
 * @see https://www.postgresql.org/docs/current/datatype-json.html
 */
export function toJsonb(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'string' ? item.toWellFormed().replaceAll('\0', '\u{fffd}') : item,
  );
}

/** As `toJsonb`, and null stays SQL's null. */
export function toNullableJsonb(value: unknown): string | null {
  return value === null || value === undefined ? null : toJsonb(value);
}

/** A jsonb column read back as what its writer's type says. The one place that trusts our own rows. */
export function fromJsonb<T>(value: unknown): T {
  return value as T;
}
