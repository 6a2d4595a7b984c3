/** Versions as HTTP knows them: `ETag` and `If-Match` (RFC 9110 section 8.8.3). */

/** The header that names the version of what is shown. */
export function toEtag({
  version,
}: {
  readonly version: number;
}): Readonly<Record<string, string>> {
  return { etag: `"${version}"` };
}

/** `"7"` → 7, as the contract's pattern lets it through; null when there is none. */
export function toVersion(ifMatch: string | undefined): number | null {
  return ifMatch === undefined ? null : Number(ifMatch.replaceAll('"', ''));
}
