# systemd.network.networks, links and netdevs as unit files. Unknown fields are refused, as nixpkgs refuses them.
{ config, lib, ... }:
let
  network = config.systemd.network;

  known = {
    Match = [ "Driver" "Host" "Kind" "MACAddress" "Name" "OriginalName" "Path" "PermanentMACAddress" "Type" "Virtualization" ];
    Link = [ "ActivationPolicy" "Alias" "MACAddress" "MACAddressPolicy" "MTUBytes" "Name" "NamePolicy" "RequiredFamilyForOnline" "RequiredForOnline" "Unmanaged" ];
    Network = [
      "Address" "Bond" "Bridge" "ConfigureWithoutCarrier" "DHCP" "DNS" "DNSDefaultRoute" "DNSSEC" "Description" "Domains"
      "Gateway" "IPMasquerade" "IPv4Forwarding" "IPv6AcceptRA" "IPv6Forwarding" "IPv6PrivacyExtensions" "KeepConfiguration"
      "LLDP" "LLMNR" "LinkLocalAddressing" "MulticastDNS" "NTP" "VLAN"
    ];
    Address = [ "AddPrefixRoute" "Address" "Broadcast" "DuplicateAddressDetection" "Label" "Peer" "PreferredLifetime" "RouteMetric" "Scope" ];
    Route = [ "Destination" "Gateway" "GatewayOnLink" "InitialCongestionWindow" "MTUBytes" "Metric" "PreferredSource" "Scope" "Source" "Table" "Type" ];
    NetDev = [ "Description" "Kind" "MACAddress" "MTUBytes" "Name" ];
    VLAN = [ "GVRP" "Id" "MVRP" "Protocol" ];
    DHCPv4 = [ "ClientIdentifier" "RouteMetric" "UseDNS" "UseDomains" "UseGateway" "UseHostname" "UseMTU" "UseRoutes" ];
    IPv6AcceptRA = [ "DHCPv6Client" "RouteMetric" "Token" "UseDNS" "UseDomains" "UseGateway" ];
  };

  value = v: if builtins.isBool v then lib.boolToString v else toString v;
  line = key: v: if builtins.isList v then lib.concatMap (line key) v else [ "${key}=${value v}" ];
  section =
    unit: name: fields: extra:
    let
      unknown = lib.subtractLists known.${name} (lib.attrNames fields);
      lines = lib.concatLists (lib.mapAttrsToList line fields) ++ extra;
    in
    if unknown != [ ] then
      throw "systemd.network: ${unit}, section [${name}]: field ‘${lib.head unknown}’ is not known."
    else
      lib.optionalString (lines != [ ]) "[${name}]\n${lib.concatLines lines}\n";

  # Before 24.05 these lists held { routeConfig = { … }; }; both are taken.
  unwrapped = old: entry: entry.${old} or entry;
  each = name: key: values: map (v: "${key}=${v}") values;

  networkUnit =
    name: unit:
    section name "Match" (unit.matchConfig or { } // lib.optionalAttrs (unit ? name) { Name = unit.name; }) [ ]
    + section name "Link" (unit.linkConfig or { }) [ ]
    + section name "Network" (unit.networkConfig or { } // lib.optionalAttrs (unit ? DHCP) { inherit (unit) DHCP; }) (
      each name "Address" (unit.address or [ ])
      ++ each name "Gateway" (unit.gateway or [ ])
      ++ each name "DNS" (unit.dns or [ ])
      ++ each name "NTP" (unit.ntp or [ ])
      ++ each name "Domains" (unit.domains or [ ])
      ++ each name "VLAN" (unit.vlan or [ ])
    )
    + section name "DHCPv4" (unit.dhcpV4Config or { }) [ ]
    + section name "IPv6AcceptRA" (unit.ipv6AcceptRAConfig or { }) [ ]
    + lib.concatMapStrings (a: section name "Address" (unwrapped "addressConfig" a) [ ]) (unit.addresses or [ ])
    + lib.concatMapStrings (r: section name "Route" (unwrapped "routeConfig" r) [ ]) (unit.routes or [ ])
    + unit.extraConfig or "";

  linkUnit = name: unit: section name "Match" (unit.matchConfig or { }) [ ] + section name "Link" (unit.linkConfig or { }) [ ];
  netdevUnit =
    name: unit:
    section name "NetDev" (unit.netdevConfig or { }) [ ] + section name "VLAN" (unit.vlanConfig or { }) [ ] + unit.extraConfig or "";

  files =
    suffix: render:
    lib.mapAttrs' (name: unit: lib.nameValuePair "systemd/network/${name}.${suffix}" { text = render name unit; });
  enabled = lib.filterAttrs (_: unit: unit.enable or true);
in
{
  _file = "nixos/modules/system/networkd.nix";
  system.build.initrdNetworks = lib.mapAttrs' (
    name: unit: lib.nameValuePair "${name}.network" (networkUnit name unit)
  ) (enabled config.boot.initrd.systemd.network.networks);
  systemd.network.enable = lib.mkIf config.networking.useNetworkd (lib.mkDefault true);
  environment.etc = lib.mkMerge [
    (lib.mkIf network.enable (
      files "network" networkUnit (enabled network.networks) // files "netdev" netdevUnit (enabled network.netdevs)
    ))
    (files "link" linkUnit (enabled network.links))
  ];
}
