/** Where on the machine each content of a layout lies. */

import type { Layout, LayoutContent } from './layout.ts';

/** A device of the layout, by a name that is good on every boot, and what it holds. */
export interface LayoutPlace {
  readonly device: string;
  readonly content: LayoutContent;
}

/** Every device of the layout from the disks up, those inside of LUKS by their name below /dev/mapper. */
export function placesOf(
  layout: Pick<Layout, 'disks' | 'arrays' | 'volumeGroups'>,
): readonly LayoutPlace[] {
  const outer: readonly LayoutPlace[] = [
    ...layout.disks
      .flatMap((disk) => disk.partitions)
      .map(({ uuid, content }) => ({ device: `/dev/disk/by-partuuid/${uuid}`, content })),
    ...layout.arrays.map(({ name, content }) => ({ device: `/dev/md/${name}`, content })),
    ...layout.volumeGroups.flatMap((group) =>
      group.volumes.map(({ name, content }) => ({ device: `/dev/${group.name}/${name}`, content })),
    ),
  ];
  const inside = (place: LayoutPlace): readonly LayoutPlace[] =>
    place.content.kind === 'luks'
      ? [
          place,
          ...inside({
            device: `/dev/mapper/${place.content.name}`,
            content: place.content.content,
          }),
        ]
      : [place];
  return outer.flatMap(inside);
}
