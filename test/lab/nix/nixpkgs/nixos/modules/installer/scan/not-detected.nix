# Firmware for hardware that was not looked at.
{ lib, ... }:
{
  hardware.enableRedistributableFirmware = lib.mkDefault true;
}
