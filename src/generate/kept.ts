/** Kept file systems → kept.nix: plain mounts, so that no script of disko ever sees their disks. */

import type { LayoutKept } from '../domain/layout.ts';
import { entry, list, part, renderFile, set, str } from './nix.ts';

/** A kept disk that fails must not keep the machine from starting, so each mount may be missing. */
export function renderKept(kept: readonly LayoutKept[]): string {
  const entries = kept.map(({ mountpoint, format, uuid, disks }, index) => {
    const make = index === 0 ? entry : part;
    const names = disks.map((disk) => disk.serial ?? disk.device).join(', ');
    return make(
      ['fileSystems', mountpoint],
      set([
        entry('device', str(`/dev/disk/by-uuid/${uuid}`)),
        entry('fsType', str(format)),
        entry('options', list([str('nofail'), str('x-systemd.device-timeout=30s')])),
      ]),
      `On ${names}.`,
    );
  });
  return renderFile(set(entries), {
    comment:
      'Data that was there before the installation, mounted by the UUID of its file system. It stands in\n' +
      'no disko file: nothing here can format it.',
  });
}
