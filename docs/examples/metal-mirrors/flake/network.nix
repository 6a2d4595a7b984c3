# Links are matched by MAC address: their names differ between kernels and systems.
{
  networking.useNetworkd = true;
  # No DHCP on links that are not named below.
  networking.useDHCP = false;
  networking.nameservers = [ "185.12.64.2" "185.12.64.1" ];

  # Measured as eth0, driver igb.
  systemd.network.networks."10-uplink" = {
    matchConfig = {
      MACAddress = "a8:a1:59:0f:1e:2d";
      # A VLAN or bridge on top has the same MAC address.
      Type = "ether";
    };
    networkConfig = {
      DHCP = "no";
      # IPv6 is static here; an advertised second default route would only compete.
      IPv6AcceptRA = false;
    };
    address = [ "198.51.100.74/32" "2001:db8:a0:11b2::2/64" ];
    # A gateway outside of the own prefixes has to be looked for on the link itself.
    routes = [
      {
        Gateway = "198.51.100.65";
        GatewayOnLink = true;
      }
      {
        Gateway = "fe80::1";
        GatewayOnLink = true;
      }
    ];
  };
}
