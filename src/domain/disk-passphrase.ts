/** Names under which an install's passphrase for encrypted disks is sealed. Stored: never renamed. */

/** As the caller gave it, or as it was made here. */
export const DISK_PASSPHRASE_SECRETS = {
  given: 'disk-passphrase',
  made: 'made-disk-passphrase',
} as const;
