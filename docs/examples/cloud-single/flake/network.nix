# Links are matched by MAC address: their names differ between kernels and systems.
{
  networking.useNetworkd = true;
  # No DHCP on links that are not named below.
  networking.useDHCP = false;
  networking.nameservers = [ "185.12.64.1" "185.12.64.2" ];

  # Measured as eth0, driver virtio_net.
  systemd.network.networks."10-uplink" = {
    matchConfig = {
      MACAddress = "96:00:03:a1:b2:c3";
      # A VLAN or bridge on top has the same MAC address.
      Type = "ether";
    };
    networkConfig = {
      # The IPv4 address was measured to come by DHCP.
      DHCP = "ipv4";
      # IPv6 is static here; an advertised second default route would only compete.
      IPv6AcceptRA = false;
    };
    address = [ "2001:db8:c17:4b2::1/64" ];
    # A gateway outside of the own prefixes has to be looked for on the link itself.
    routes = [
      {
        Gateway = "fe80::1";
        GatewayOnLink = true;
      }
    ];
  };
}
