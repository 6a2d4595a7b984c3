{
  description = "Stand-in for disko in ironflake's lab: the same schema and outputs, for the types that the lab's machines use";

  outputs =
    { self }:
    {
      nixosModules = {
        default = ./module.nix;
        disko = ./module.nix;
      };
    };
}
