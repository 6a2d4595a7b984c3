{ ... }:

{
  networking.hostName = "db-1";
  time.timeZone = "Europe/Berlin";

  services.openssh = {
    enable = true;
    settings.PasswordAuthentication = false;
    settings.KbdInteractiveAuthentication = false;
    settings.PermitRootLogin = "prohibit-password";
  };
  users.users.root.openssh.authorizedKeys.keys = [
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAIBAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f ops@example.org"
  ];

  nix.settings.experimental-features = [ "nix-command" "flakes" ];

  # The release this machine was installed with. Stateful defaults follow it; leave it as it is.
  system.stateVersion = "26.05";
}
