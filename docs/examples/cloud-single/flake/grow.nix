# The disk of a cloud server can be made larger; at its next start the root takes what was added.
{ config, pkgs, ... }:

{
  systemd.services.grow-root = {
    description = "Lets the root take the whole disk";
    wantedBy = [ "multi-user.target" ];
    after = [ "local-fs.target" ];
    path = [ pkgs.util-linux ];
    serviceConfig.Type = "oneshot";

    script = ''
      partition=$(readlink -e /dev/disk/by-partuuid/b1c7fa97-bbc7-8c38-a955-29e709d28938)
      place=/sys/class/block/$(basename "$partition")
      disk=/dev/$(basename "$(readlink -e "$place/..")")
      number=$(cat "$place/partition")
      end=$(( $(cat "$place/start") + $(cat "$place/size") ))
      if [ $(( $(cat "$place/../size") - end )) -lt 8192 ]; then
        exit 0
      fi
      # The second copy of the partition table has to stand at the new end first.
      sfdisk --no-reread --no-tell-kernel --relocate gpt-bak-std "$disk"
      echo ', +' | sfdisk --no-reread --no-tell-kernel --force -N "$number" "$disk"
      partx --update --nr "$number" "$disk"
      ${config.systemd.package}/lib/systemd/systemd-growfs /
    '';
  };
}
